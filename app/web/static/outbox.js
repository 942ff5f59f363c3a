// What was written in a meeting goes into this browser first, and from here to the server: in the
// order in which it was written, each once, also after an hour without network or in another tab.

import { copy, forget } from "./disk.js";
import { asJson, newKey, person, takeFreshToken } from "./sending.js";

const PREFIX = `kyodo.outbox.${person}.`;
const A_MONTH = 30 * 24 * 60 * 60 * 1000;
const AGAIN_AFTER = 4000;
const LONGEST_WAIT = 8000;

export const SENT = "sent";
export const AWAY = "away";
export const TROUBLED = "troubled";
export const SIGNED_OUT = "signed out";
const REFUSED = "refused";

let outcome = SENT;
let lastAt = 0;
let timer;
let flushing;

export const state = () => outcome;

// Everything that the server does not have yet, the oldest first.
export function waiting() {
  return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).sort().map(read).filter(Boolean);
}

function read(name) {
  try {
    return { ...JSON.parse(localStorage.getItem(name)), name };
  } catch {
    return null;
  }
}

function keep({ name, ...entry }) {
  const words = JSON.stringify(entry);
  localStorage.setItem(name, words);
  copy(name, words);
}

function remove(name) {
  localStorage.removeItem(name);
  forget(name);
}

// Gives the id under which the server will know it; throws where this browser keeps nothing.
export function put(address, body) {
  const id = newKey();
  lastAt = Math.max(Date.now(), lastAt + 1);
  const written = { ...body, id, written_at: new Date().toISOString() };
  keep({ name: `${PREFIX}${String(lastAt).padStart(15, "0")}.${id}`, id, address, page: location.pathname, body: written, at: lastAt });
  changed();
  flush();
  return id;
}

export function tryAgain(id) {
  for (const { refused, ...entry } of waiting()) if (entry.id === id) keep(entry);
  changed();
  flush();
}

export function giveUp(id) {
  for (const entry of waiting()) if (entry.id === id) remove(entry.name);
  changed();
}

function changed() {
  document.dispatchEvent(new CustomEvent("outbox:changed"));
}

export function flush() {
  flushing ??= alone(sendAll).finally(() => { flushing = null; });
  return flushing;
}

// Two tabs send one after the other. Where the browser cannot part them, the ids do.
function alone(act) {
  return navigator.locks ? navigator.locks.request("kyodo.outbox", act) : act();
}

async function sendAll() {
  clearTimeout(timer);
  let sent = 0;
  for (let entry; (entry = waiting().find((each) => !each.refused)); ) {
    const { result, sentence } = await send(entry);
    if (result === SENT) {
      remove(entry.name);
      sent += 1;
    } else if (result === REFUSED) {
      keep({ ...entry, refused: sentence });
    } else {
      outcome = result;
      timer = setTimeout(flush, AGAIN_AFTER);
      changed();
      return;
    }
    changed();
  }
  outcome = SENT;
  if (sent) document.dispatchEvent(new CustomEvent("outbox:sent"));
  changed();
}

async function send(entry, again = true) {
  let answer;
  try {
    answer = await fetch(entry.address, { ...asJson(entry.body), redirect: "error", signal: AbortSignal.timeout(LONGEST_WAIT) });
  } catch {
    return { result: AWAY };
  }
  if (answer.ok) return { result: SENT };
  if (answer.status === 400 && again) return (await takeFreshToken(entry.page)) ? send(entry, false) : { result: navigator.onLine ? SIGNED_OUT : AWAY };
  if (answer.status === 401) return { result: SIGNED_OUT };
  if (answer.status >= 500 || answer.status === 429) return { result: TROUBLED };
  const said = await answer.json().catch(() => ({}));
  return { result: REFUSED, sentence: Object.values(said.fields ?? {}).flat().join(" ") || said.detail || "受け付けられませんでした。" };
}

// Half written entries: `minutes.js` keeps them under the page's address.
export const TYPED = `kyodo.typed.${person}.`;
const typed = () => Object.keys(localStorage).filter((name) => name.startsWith(TYPED));

// Signing out leaves nothing of this person on a shared computer.

async function signingOut(event) {
  const leave = event.target;
  if (!leave.matches?.("form[action$='/sign-out']") || leave.dataset.outboxEmptied || !(waiting().length + typed().length)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await flush();
  const left = waiting().length + typed().length;
  if (left && !confirm(`まだ送れていない会議の記録が ${left} 件あります。サインアウトすると、この端末から消えます。`)) return;
  waiting().forEach(({ name }) => remove(name));
  typed().forEach((name) => localStorage.removeItem(name));
  leave.dataset.outboxEmptied = "yes";
  leave.requestSubmit();
}

if (person) {
  for (const { name, at } of waiting()) if (at < Date.now() - A_MONTH) remove(name);
  document.addEventListener("submit", signingOut, true);
  addEventListener("online", flush);
  addEventListener("offline", () => {
    if (outcome === SENT) outcome = AWAY;
    changed();
  });
  flush();
  setTimeout(flush, AGAIN_AFTER);  // what a power cut had left on the disk alone is back by then
}
