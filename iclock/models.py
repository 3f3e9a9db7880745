"""Every model of the app, for Django; the definitions live in the resources' folders."""
