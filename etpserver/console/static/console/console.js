// What the pages cannot do without a script: the theme, dialogs, tabs, copying, telling htmx that
// something happened. Everything else is htmx. No value of the server becomes HTML from here.
"use strict";

const root = document.documentElement;
const THEMES = ["system", "light", "dark"];
const SHOWN_MS = 6000; // of a toast
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// ---- the theme: set before anything is painted ----
const theme = () => {
  try { return localStorage.getItem("etp-theme") || "system"; } catch { return "system"; }
};
function showTheme() {
  const chosen = theme();
  if (chosen === "system") root.removeAttribute("data-theme");
  else root.setAttribute("data-theme", chosen);
  for (const button of all("[data-theme-button]")) {
    button.setAttribute("aria-label", `Theme: ${chosen}. Change it.`);
    button.title = `Theme: ${chosen}`;
  }
}
showTheme();
document.addEventListener("DOMContentLoaded", showTheme);

// ---- clicks ----
const clicks = {
  "[data-theme-button]": () => {
    try { localStorage.setItem("etp-theme", THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]); } catch { /* private */ }
    showTheme();
  },
  "[data-menu]": () => setMenu(!root.classList.contains("menu-open")),
  "[data-open]": (target) => {
    const dialog = document.getElementById(target.dataset.open);
    dialog.showModal();
    dialog.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  },
  "[data-close]": (target) => target.closest("dialog").close(),
  "[data-copy]": copy,
  "[role=tab]": (target) => selectTab(target),
  "[data-export]": (target) => { // the filters as they are now
    const filled = [...new FormData(document.querySelector(".filters"))].filter(([, value]) => value);
    target.search = new URLSearchParams(filled);
  },
};
document.addEventListener("click", (event) => {
  for (const [selector, act] of Object.entries(clicks)) {
    const target = event.target.closest(selector);
    if (target) act(target);
  }
  if (event.target.matches("dialog")) event.target.close(); // the ground behind it
  for (const open of all("details.switch[open]")) {
    if (!open.contains(event.target)) open.removeAttribute("open");
  }
});

function setMenu(isOpen) {
  root.classList.toggle("menu-open", isOpen);
  const button = document.querySelector(".menu-button");
  button.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) document.querySelector(".side a").focus();
  else button.focus();
}

async function copy(button) {
  const text = document.getElementById(button.dataset.copy).textContent;
  const before = button.dataset.label || button.textContent;
  button.dataset.label = before;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
    button.textContent = "Selected";
  }
  setTimeout(() => { button.textContent = before; }, 1500);
}

function selectTab(tab) {
  const tabs = all("[role=tab]", tab.closest("[role=tablist]"));
  for (const one of tabs) {
    const isChosen = one === tab;
    one.setAttribute("aria-selected", String(isChosen));
    one.tabIndex = isChosen ? 0 : -1;
    document.getElementById(one.getAttribute("aria-controls")).hidden = !isChosen;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (root.classList.contains("menu-open")) setMenu(false);
    for (const open of all("details.switch[open]")) {
      open.removeAttribute("open");
      open.querySelector("summary").focus();
    }
  }
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step && event.target.matches("[role=tab]")) {
    const tabs = all("[role=tab]", event.target.closest("[role=tablist]"));
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
    selectTab(next);
    next.focus();
  }
});

// ---- what happens in this world: parts that listen to it (data-live="punch command") are asked
// for again, once a second at most and when somebody looks ----
const EVERY_MS = 1000;
const KINDS = ["request", "punch", "command"];
const news = new Set();
let timer = 0;
function tell(kind) {
  news.add(kind);
  if (!timer) timer = setTimeout(refresh, EVERY_MS);
}
function refresh() {
  timer = 0;
  for (const part of all("[data-live]")) {
    if (part.dataset.live.split(" ").some((kind) => news.has(kind))) htmx.trigger(part, "refresh");
  }
  news.clear();
}
// Only a page that somebody looks at listens: browsers keep few connections to one address.
let events = null;
function listen() {
  const address = document.body.dataset.events;
  if (events || !address || !document.querySelector('[data-live]:not([data-live=""])')) return;
  events = new EventSource(address);
  for (const kind of KINDS) events.addEventListener(kind, () => tell(kind));
  events.onopen = () => root.classList.add("is-live");
  events.onerror = () => root.classList.remove("is-live");
}
function rest() {
  events?.close();
  events = null;
  root.classList.remove("is-live");
}
document.addEventListener("DOMContentLoaded", () => { if (!document.hidden) listen(); });
addEventListener("pagehide", rest);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { rest(); return; }
  listen();
  for (const kind of KINDS) news.add(kind); // whatever happened meanwhile
  refresh();
});

// Parts that show other worlds too hear nothing of them: they ask every so many seconds.
document.addEventListener("DOMContentLoaded", () => {
  for (const part of all("[data-every]")) {
    setInterval(() => { if (!document.hidden) htmx.trigger(part, "refresh"); }, Number(part.dataset.every) * 1000);
  }
});

// ---- the world's clock goes on between two pages as fast as it goes there ----
function tick(clock) {
  const shown = Date.parse(`${clock.dataset.clock.slice(0, 19)}Z`);
  const rate = Number(clock.dataset.rate);
  const started = performance.now();
  const [day, time] = [clock.querySelector(".day"), clock.querySelector(".time")];
  const days = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "2-digit", month: "short", timeZone: "UTC" });
  const show = () => {
    const now = new Date(shown + (performance.now() - started) * rate);
    day.textContent = days.format(now);
    time.textContent = now.toISOString().slice(11, 19);
  };
  show();
  const beat = rate && setInterval(() => (clock.isConnected ? show() : clearInterval(beat)), 500);
  clock.dataset.ticks = "";
}
const tickAll = () => all("[data-clock]:not([data-ticks])").forEach(tick);
document.addEventListener("DOMContentLoaded", tickAll);
document.addEventListener("htmx:afterSwap", tickAll);

// ---- htmx: refusals belong into the page, failures are told, waiting shows ----
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  const isPart = (xhr.getResponseHeader("Content-Type") || "").startsWith("text/html");
  if (xhr.status >= 400 && xhr.status < 502 && isPart && !xhr.responseText.startsWith("<!DOCTYPE")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:responseError", (event) => toast(`The server answered ${event.detail.xhr.status}.`));
document.addEventListener("htmx:sendError", () => toast("The server does not answer."));
function toast(text) {
  const place = document.getElementById("toasts");
  if (place.textContent.includes(text)) return;
  const made = document.createElement("p");
  made.className = "toast bad";
  made.textContent = text;
  place.append(made);
  setTimeout(() => made.remove(), SHOWN_MS);
}
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "toasts") return;
  for (const made of all(".toast:not([data-kept])", event.detail.target)) {
    made.dataset.kept = "";
    setTimeout(() => made.remove(), SHOWN_MS);
  }
});
let waiting = 0;
const load = (step) => {
  waiting = Math.max(0, waiting + step);
  root.classList.toggle("is-loading", waiting > 0);
};
// A part that is only refreshed shows no bar: it would flicker all day.
const isAsked = (event) => event.detail.requestConfig.triggeringEvent?.type !== "refresh";
document.addEventListener("htmx:beforeRequest", (event) => { if (isAsked(event)) load(1); });
document.addEventListener("htmx:afterRequest", (event) => { if (isAsked(event)) load(-1); });

// What happens elsewhere does not take a part from under who is using something in it.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  const isNews = requestConfig.triggeringEvent?.type === "refresh";
  if (isNews && elt.contains(document.activeElement) && elt !== document.activeElement) event.preventDefault();
});

// Filters that say nothing stay out of the address.
document.addEventListener("htmx:configRequest", (event) => {
  const { verb, formData } = event.detail;
  if (verb !== "get") return;
  for (const [name, value] of [...formData.entries()]) if (value === "") formData.delete(name);
});

// ---- asking before something is lost ----
document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-question]").textContent = event.detail.question;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") event.detail.issueRequest(true);
  }, { once: true });
  dialog.showModal();
});
