"use strict";

const place = document.getElementById("docs");

const page = SwaggerUIBundle({
  domNode: place,
  url: place.dataset.openapi,
  presets: [SwaggerUIBundle.presets.apis],
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "none",
  filter: true,
  persistAuthorization: !place.dataset.token, // what is kept counts for every world of this address
  tryItOutEnabled: true,
  validatorUrl: null, // nothing is sent to a server of others
  onComplete: () => {
    const { token } = place.dataset;
    if (token) page.preauthorizeApiKey("Token", `Token ${token}`);
  },
});
