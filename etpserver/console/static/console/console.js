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

// An answer that is an error still belongs into the page: it says what to do.
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if (status >= 400 && status < 500) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
