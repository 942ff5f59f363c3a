// The writing screen. What is typed is never touched by what others write: that comes into its own
// place every few seconds. All that is sent goes through the outbox.

import { AWAY, giveUp, put, SENT, SIGNED_OUT, state, TROUBLED, tryAgain, TYPED, waiting } from "./outbox.js";

const desk = document.querySelector("[data-minutes]");
const composer = desk.querySelector("#composer");
const { words, item_id: item } = composer.elements;
const revising = desk.querySelector("#revising");
const attending = desk.querySelector("#attending");
const typedHere = TYPED + location.pathname;
const AFTER = 250;

const isConverting = (event) => event.isComposing || event.keyCode === 229;

// Sending

function bodyOf(form, pressed) {
  const body = {};
  for (const [name, value] of new FormData(form, pressed)) {
    if (["csrf_token", "id"].includes(name)) continue;
    if (name === "follows") (body.follows ??= []).push(value);
    else if (value !== "") body[name] = value;
  }
  return body;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.outbox) return;
  event.preventDefault();
  const body = bodyOf(form, event.submitter);
  if (form === composer && !body.words?.trim() && !body.follows) return words.focus();
  try {
    put(form.dataset.outbox, body);
  } catch {
    return say("この端末に保存できないため、送れませんでした。画面を閉じないで、もう一度押してください。", "bad");
  }
  delete form.dataset.sent;  // pressed again at once, it is another entry
  if (form === composer) begin();
  if (form === attending) nextAttendee();
  if (form.dataset.decided) form.closest("[data-thread]").classList.add("is-sent");
}, true);

// Typing

let keeping;
composer.addEventListener("input", () => { keeping ??= setTimeout(keepTyped, AFTER); });
addEventListener("pagehide", keepTyped);

function keepTyped() {
  clearTimeout(keeping);
  keeping = null;
  const typed = bodyOf(composer);
  if (typed.words) localStorage.setItem(typedHere, JSON.stringify({ ...typed, about: revising.querySelector("span").textContent, at: Date.now() }));
  else localStorage.removeItem(typedHere);
}

function fill({ kind = "note", item_id: about, words: text = "", follows = [], about: whose = "" }) {
  composer.elements.kind.value = kind;
  if (about !== undefined) item.value = about ?? "";
  words.value = text;
  composer.querySelectorAll("[name=follows]").forEach((input) => input.remove());
  for (const version of follows) composer.append(Object.assign(document.createElement("input"), { type: "hidden", name: "follows", value: version }));
  revising.hidden = !follows.length;
  revising.querySelector("span").textContent = whose;
}

function begin() {
  fill({});
  localStorage.removeItem(typedHere);
  words.focus();
}

function revise(what) {
  if (words.value.trim() && !composer.querySelector("[name=follows]") && !confirm("書きかけの記録を消して、こちらを直しますか。")) return;
  fill(what);
  keepTyped();
  words.focus();
  words.setSelectionRange(words.value.length, words.value.length);
}

document.addEventListener("click", (event) => {
  const { target } = event;
  const link = target.closest("[data-revise]");
  if (link) {
    event.preventDefault();
    return revise(JSON.parse(link.dataset.revise));
  }
  const row = target.closest("[data-attendee]");
  if (row) {
    event.preventDefault();
    return attend(row.dataset.attendee);
  }
  if (target.closest("#stop-revising")) begin();
  if (target.closest("[data-take-answers]")) takeAnswers();
  const again = target.closest("[data-again]");
  if (again) tryAgain(again.dataset.again);
  const end = target.closest("[data-give-up]");
  if (end && confirm("この記録を、送らずに消しますか。")) giveUp(end.dataset.giveUp);
});

composer.addEventListener("keydown", (event) => {
  if (isConverting(event) || !event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    item.selectedIndex = Math.min(Math.max(item.selectedIndex + step, 0), item.options.length - 1);
    keepTyped();
  } else if (event.code === "KeyD") {
    event.preventDefault();
    composer.elements.kind.value = composer.elements.kind.value === "note" ? "decision" : "note";
    keepTyped();
  }
});

// The meeting goes on also while somebody types.
document.addEventListener("keydown", (event) => {
  if (isConverting(event) || !event.altKey || !["PageDown", "PageUp"].includes(event.key)) return;
  event.preventDefault();
  desk.querySelector(event.key === "PageDown" ? "#go-on" : "#go-back")?.click();
});

// Attendance

function rowOf(slug) {
  return desk.querySelector(`#attendance tr[data-center="${CSS.escape(slug)}"]`);
}

function attend(slug) {
  const { words: names = "", substitutes = "", follows = "" } = rowOf(slug)?.dataset ?? {};
  attending.elements.attendee.value = slug;
  attending.elements.words.value = names;
  attending.elements.substitutes.value = substitutes;
  attending.querySelectorAll("[name=follows]").forEach((input) => input.remove());
  for (const version of follows.split(" ").filter(Boolean)) attending.append(Object.assign(document.createElement("input"), { type: "hidden", name: "follows", value: version }));
  attending.closest("details").open = true;
  attending.elements.words.focus();
}

attending.elements.attendee.addEventListener("change", ({ target }) => attend(target.value));

// One press for everybody who came as they had said. A row is taken once, also without network.
function takeAnswers() {
  for (const row of desk.querySelectorAll("#attendance tr[data-said]")) {
    row.querySelector(`[name="state"][value="${row.dataset.said}"]`).click();
    delete row.dataset.said;
  }
}

function nextAttendee() {
  const { attendee } = attending.elements;
  const next = attendee.options[attendee.selectedIndex + 1];
  if (next) attend(next.value);
}

// What the server does not have yet

const STATES = { present: "出席", absent: "欠席", observer: "オブザーバー" };

function say(text, tone = "") {
  const line = desk.querySelector("#outbox-state");
  if (line.firstChild?.textContent === text) return;
  line.textContent = text;
  line.dataset.tone = tone;
}

function show() {
  const kept = waiting().filter((entry) => entry.page === location.pathname);
  const refused = kept.filter((entry) => entry.refused);
  const count = kept.length - refused.length;
  const followed = new Set(kept.flatMap((entry) => entry.body.follows ?? []));
  const shown = kept.filter((entry) => entry.body.kind && !followed.has(entry.id));
  desk.querySelector("#unsent").replaceChildren(...shown.map(line));
  if (refused.length) say(`${refused.length}件が受け付けられていません。下で確かめてください。`, "bad");
  else if (!count) say(state() === AWAY ? "つながっていません。書いたものは、この端末に残ります。" : "すべて送りました。", state() === AWAY ? "bad" : "good");
  else if (state() === SIGNED_OUT) offerSignIn(count);
  else if (state() === AWAY) say(`${count}件を送れていません。つながりしだい送ります。`, "bad");
  else if (state() === TROUBLED) say(`${count}件を送れていません。サーバーが応じるのを待っています。`, "bad");
  else say(`${count}件を送っています…`);
}

function offerSignIn(count) {
  say(`サインインが切れています。${count}件は、この端末に残っています。`, "bad");
  const state_line = desk.querySelector("#outbox-state");
  if (state_line.querySelector("a")) return;
  const link = Object.assign(document.createElement("a"), { href: `/sign-in?${new URLSearchParams({ then: location.pathname })}`, textContent: "サインインして続ける" });
  state_line.append(link);
}

function line(entry) {
  const row = document.createElement("li");
  const { kind, words: text = "", state: came, attendee } = entry.body;
  const center = attendee && [...attending.elements.attendee.options].find((option) => option.value === attendee)?.textContent;
  row.append(Object.assign(document.createElement("p"), { className: "words", textContent: kind === "attendance" ? `${center} ${STATES[came]} ${text}` : text || "（消す）" }));
  if (kind !== "attendance" && !entry.refused) {
    const fix = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: "直す" });
    fix.dataset.revise = JSON.stringify({ ...entry.body, item_id: entry.body.item_id ?? "", follows: [entry.id], about: "まだ送れていない記録" });
    row.append(fix);
  }
  if (entry.refused) {
    row.append(Object.assign(document.createElement("p"), { className: "field-error", textContent: entry.refused }));
    for (const [name, label] of [["again", "もう一度送る"], ["giveUp", "消す"]]) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: label });
      button.dataset[name] = entry.id;
      row.append(button);
    }
  }
  return row;
}

document.addEventListener("outbox:changed", show);
document.addEventListener("outbox:sent", () => htmx.trigger("#written", "refresh"));

// Who has nothing half written follows the meeting to its next item.
let at = desk.querySelector("#now")?.dataset.item;
document.addEventListener("htmx:afterSwap", () => {
  const now = desk.querySelector("#now")?.dataset.item;
  if (now === at) return;
  at = now;
  if (!words.value.trim() && at) item.value = at;
});

addEventListener("beforeunload", (event) => {
  if (waiting().length && state() !== SENT) event.preventDefault();
});

const typed = JSON.parse(localStorage.getItem(typedHere) ?? "null");
if (typed) fill({ item_id: "", ...typed });
show();
words.focus({ preventScroll: true });
