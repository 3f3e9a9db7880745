// What the pages cannot do without a script: the theme, copying, closing the menu. Everything
// else is htmx. No value of the server is ever put into the page as HTML from here.
"use strict";

const root = document.documentElement;
const THEMES = ["system", "light", "dark"];

function showTheme() {
  const chosen = localStorage.getItem("etp-theme") || "system";
  if (chosen === "system") root.removeAttribute("data-theme");
  else root.setAttribute("data-theme", chosen);
  for (const button of document.querySelectorAll("[data-theme-button]")) {
    button.setAttribute("aria-label", `Theme: ${chosen}. Change it.`);
    button.title = `Theme: ${chosen}`;
  }
}
showTheme();

document.addEventListener("DOMContentLoaded", showTheme);

document.addEventListener("click", async (event) => {
  const target = event.target.closest("button, summary, a");
  if (!target) return;
  if (target.matches("[data-theme-button]")) {
    const chosen = localStorage.getItem("etp-theme") || "system";
    localStorage.setItem("etp-theme", THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length]);
    showTheme();
  }
  if (target.matches("[data-copy]")) {
    const text = document.getElementById(target.dataset.copy)?.textContent ?? "";
    try {
      await navigator.clipboard.writeText(text);
      target.textContent = "Copied";
    } catch {
      target.textContent = "Select and copy";
    }
    setTimeout(() => { target.textContent = "Copy"; }, 1500);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector("details.menu[open]")?.removeAttribute("open");
});

// What happens in this world: parts of a page that listen to `happened` are asked for again.
document.addEventListener("DOMContentLoaded", () => {
  const address = document.body.dataset.events;
  if (address && document.querySelector("[data-live]")) {
    const events = new EventSource(address);
    for (const kind of ["request", "punch", "command"]) {
      events.addEventListener(kind, () => {
        document.body.dispatchEvent(new CustomEvent("happened"));
        document.body.dispatchEvent(new CustomEvent(kind));
      });
    }
    addEventListener("pagehide", () => events.close());
  }
  const clock = document.querySelector("[data-clock]");
  if (clock) tick(clock);
});

// The world's clock goes on between two pages as fast as it goes there.
function tick(clock) {
  const shown = new Date(clock.dataset.clock.slice(0, 19) + "Z");
  const rate = Number(clock.dataset.rate);
  const started = performance.now();
  const format = new Intl.DateTimeFormat("en-GB", {
    weekday: "short", day: "2-digit", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "UTC",
  });
  const show = () => {
    clock.textContent = format.format(shown.getTime() + (performance.now() - started) * rate);
  };
  show();
  if (rate) setInterval(show, 500);
}

// An answer that is an error still belongs into the page: it says what to do.
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if (status >= 400 && status < 500) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
