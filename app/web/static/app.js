// Comforts only: every page works without this file.

import { newKey } from "./sending.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const SWITCH = "kyodo.keys";

// Keys. A single letter must never fire while somebody writes, least of all in the middle of
// a conversion from kana to kanji, and must be possible to switch off (WCAG 2.1.4).

const keysAreOn = () => localStorage.getItem(SWITCH) !== "off";
const isWriting = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

// Safari says of the very key that ends a conversion that nothing is being composed; its code is 229.
const isConverting = (event) => event.isComposing || event.keyCode === 229;

function answerKey(event) {
  if (isConverting(event) || event.altKey) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submitAround(event);
  if (event.ctrlKey || event.metaKey || event.repeat) return;
  if (event.key === "Escape") return closeMenus();
  if (!keysAreOn() || isWriting(event.target)) return;
  if (chooseByNumber(event)) return;
  const named = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (named) {
    event.preventDefault();
    if (named.matches("input:not([type=checkbox], [type=radio]), select, textarea")) named.focus();
    else named.click();
    if (named.matches("summary")) named.parentElement.querySelector("textarea, input:not([type=hidden])")?.focus();
  } else if (event.key === "?") {
    document.querySelector(".key-help > summary")?.click();
  }
}

// In a group of choices a digit takes the choice that shows it, and the next Tab goes on from there.

const CHOICES = "fieldset :is(.chip, .topic) > input";

function chooseByNumber(event) {
  const group = /^[1-9]$/.test(event.key) && event.target.closest("fieldset");
  const choice = group && all(CHOICES, group)[event.key - 1];
  if (!choice) return false;
  event.preventDefault();
  choice.focus();
  choice.click();
  return true;
}

function submitAround(event) {
  const form = event.target.closest("form");
  if (!form || form.method !== "post") return;
  event.preventDefault();
  form.requestSubmit();
}

function closeMenus(except) {
  all("details.menu[open]").filter((menu) => menu !== except).forEach((menu) => {
    const held = menu.contains(document.activeElement);
    menu.open = false;
    if (held) menu.querySelector("summary").focus();
  });
}

function showKeys() {
  document.documentElement.classList.toggle("keys-on", keysAreOn());
  const help = document.querySelector(".key-help");
  if (!help) return;
  help.hidden = false;
  const words = new Map(all("[data-key]").map((element) => [element.dataset.key, wordsOf(element)]));
  if (document.querySelector(CHOICES)) words.set("1～9", "選択肢を番号で選ぶ");
  words.set("Ctrl + Enter", "入力を送信する").set("?", "この一覧を開く");
  help.querySelector(".key-list").replaceChildren(...[...words].flatMap(([key, text]) => {
    const term = document.createElement("dt");
    const keyCap = term.appendChild(document.createElement("kbd"));
    const meaning = document.createElement("dd");
    keyCap.textContent = key;
    meaning.textContent = text;
    return [term, meaning];
  }));
  help.querySelector(".key-switch").checked = keysAreOn();
}

function wordsOf(element) {
  const copy = element.cloneNode(true);
  all("kbd", copy).forEach((kbd) => kbd.remove());
  return element.getAttribute("aria-label") || copy.textContent.trim() || element.labels?.[0]?.firstChild.textContent.trim();
}

document.addEventListener("keydown", answerKey);
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("change", (event) => {
  if (!event.target.matches(".key-switch")) return;
  localStorage.setItem(SWITCH, event.target.checked ? "on" : "off");
  showKeys();
});

// A form opened to be filled in at once begins at its first question, not at the menu.

function beginForm(form) {
  const choices = all(`[name="${CSS.escape(form?.dataset.beginsAt ?? "")}"]`, form ?? document);
  (choices.find((choice) => choice.checked) ?? choices[0])?.focus({ preventScroll: true });
}

// Topics: the first ○ becomes ◎; taking the ◎ away hands it to the first ○ that is left.

function keepPrimary(picker, changed) {
  const rows = all("li", picker).map((row) => ({
    chosen: row.querySelector("[type=checkbox]"),
    primary: row.querySelector("[type=radio]"),
    words: row.querySelector(".topic").textContent.trim(),
  }));
  const touched = rows.find((row) => row.primary === changed);
  if (touched) touched.chosen.checked = true;
  const chosen = rows.filter((row) => row.chosen.checked);
  const main = chosen.find((row) => row.primary.checked) ?? chosen[0];
  rows.forEach((row) => { row.primary.checked = row === main; });
  const others = chosen.length > 1 ? `、ほか ${chosen.length - 1} 件` : "";
  picker.querySelector("[role=status]").textContent = main ? `◎ ${main.words}${others}` : "";
}

document.addEventListener("change", (event) => {
  const picker = event.target.closest("[data-topic-picker]");
  if (picker) keepPrimary(picker, event.target);
});
all("[data-topic-picker]:has([type=radio]:checked)").forEach((picker) => keepPrimary(picker));

// Forms: nobody loses what she wrote, and an impatient second press sends nothing twice.

const unsaved = new Set();
const TWICE = 2000;  // milliseconds; longer would block a form that answers with a download

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) unsaved.add(form);
});
document.addEventListener("submit", (event) => {
  const { sent } = event.target.dataset;
  if (sent && event.timeStamp - Number(sent) < TWICE) event.preventDefault();
  else event.target.dataset.sent = event.timeStamp;
  unsaved.clear();
});
document.addEventListener("drafts:kept", (event) => { unsaved.delete(event.detail); });
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});

// Too large a file is refused beside its field, before it travels for nothing.

document.addEventListener("change", ({ target: input }) => {
  if (!input.matches("[type=file][data-most]")) return;
  const megabytes = (bytes) => Math.ceil(bytes / 1024 / 1024);
  const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
  const refusal = size > input.dataset.most
    ? `選んだファイルは合わせて${megabytes(size)}MBあります。送れるのは${megabytes(input.dataset.most)}MBまでです。小さくするか、分けて送ってください。`
    : "";
  input.setCustomValidity(refusal);
  const field = input.closest(".field");
  field.querySelector(".too-large")?.remove();
  field.classList.toggle("has-error", Boolean(refusal));
  if (!refusal) return;
  const place = field.appendChild(document.createElement("p"));
  place.className = "field-error too-large";
  place.setAttribute("role", "alert");
  place.textContent = refusal;
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]");
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  // What was refused comes back in its place, beside what was typed.
  if (detail.xhr.status === 422) Object.assign(detail, { shouldSwap: true, isError: false });
  // Who was signed out meanwhile gets the page for signing in: no place for that in the middle of a page.
  if (new URL(detail.xhr.responseURL || location).pathname === "/sign-in") detail.shouldSwap = false;
});

// Made here, not by the server: a page that was kept may be filled in twice, and each time is meant.
const giveKeys = () => all("[data-new-key]").forEach((input) => { input.value = newKey(); });

giveKeys();
document.addEventListener("htmx:afterSettle", giveKeys);

showKeys();
document.addEventListener("htmx:afterSettle", showKeys);
document.querySelector(".error-summary")?.focus();
if (document.activeElement === document.body && !location.hash) beginForm(document.querySelector("form[data-begins-at]"));
all("form[data-guard]:has([aria-invalid])").forEach((form) => unsaved.add(form));
