// Nothing typed is lost: kept in this browser at once, at the server some seconds later.
// This browser keeps only what the server does not have yet, by person, for a week.

import { copies, copy, forget } from "./disk.js";
import { asJson, newKey, person, takeFreshToken } from "./sending.js";

const PREFIX = "kyodo.draft.";
const A_WEEK = 7 * 24 * 60 * 60 * 1000;
const HERE_AFTER = 300;
const SERVER_AFTER = 3000;
const AGAIN_AFTER = 10_000;
const LONGEST_WAIT = 8000;
const SURELY_CLOSED = 60_000;  // where a browser cannot tell which forms are open

const KEPT = "kept";
const AWAY = "away";
const TROUBLED = "troubled";
const SIGNED_OUT = "signed out";
const ELSEWHERE = "elsewhere";
const REFUSED = "refused";

const BOOKKEEPING = ["csrf_token", "draft", "sheet", "resume_at"];

const nameOf = (key) => `${PREFIX}${person}.${key}`;

// This browser's store

function entries(prefix = `${PREFIX}${person}.`) {
  return Object.keys(localStorage).filter((name) => name.startsWith(prefix)).map((name) => [name, read(name)]);
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function store(name, entry) {
  const words = JSON.stringify(entry);
  localStorage.setItem(name, words);
  copy(name, words);
}

function remove(name) {
  localStorage.removeItem(name);
  forget(name);
}

// What a power cut took from this store is still on the disk.
async function bringBack() {
  for (const [name, words] of await copies()) {
    if (!(read(name)?.at >= JSON.parse(words).at)) localStorage.setItem(name, words);
  }
}

function forgetOld() {
  for (const [name, entry] of entries(PREFIX)) {
    if (!(entry?.at > Date.now() - A_WEEK)) remove(name);
  }
}

// The server

async function send(entry, again = true) {
  let answer;
  try {
    answer = await fetch(entry.address, {
      ...asJson({ client_key: entry.key, form: entry.form, subject_id: entry.subject, version: entry.version, fields: entry.fields }),
      redirect: "error",
      signal: AbortSignal.timeout(LONGEST_WAIT),
    });
    if (answer.ok) return { outcome: KEPT, draft: await answer.json() };
  } catch {
    return { outcome: AWAY };
  }
  if (answer.status === 400 && again) return (await takeFreshToken(entry.resume)) ? send(entry, false) : { outcome: SIGNED_OUT };
  if (answer.status === 401) return { outcome: SIGNED_OUT };
  if (answer.status === 409) return { outcome: ELSEWHERE };
  if (answer.status >= 500 || answer.status === 429) return { outcome: TROUBLED };
  return { outcome: REFUSED };
}

function underNewKey(entry) {
  const key = newKey();
  return { ...entry, key, version: null, resume: entry.resume.replace(entry.key, key) };
}

// Forms that were closed before the server had their words

async function sendClosedForms() {
  const held = navigator.locks && new Set((await navigator.locks.query()).held.map((lock) => lock.name));
  const isClosed = (name, entry) => (held ? !held.has(name) : Date.now() - entry.at > SURELY_CLOSED);
  let sent = 0;
  for (const [name, entry] of entries()) {
    if (open.some((each) => each.name === name) || !isClosed(name, entry)) continue;
    let { outcome } = await send(entry);
    if (outcome === ELSEWHERE) ({ outcome } = await send(underNewKey(entry)));
    if (outcome !== KEPT) continue;
    remove(name);
    sent += 1;
  }
  if (sent && document.querySelector("[data-draft-list]")) location.reload();
}

// A form on this page

class OpenForm {
  constructor(keeper) {
    const { draft, form, subject, version } = keeper.dataset;
    this.keeper = keeper;
    this.form = keeper.closest("form");
    this.about = { address: draft, form, subject: subject || null };
    this.version = version ? Number(version) : null;
    this.touched = this.dirty = this.leaving = false;
    keeper.hidden = false;
    this.traces = keeper.querySelector(".draft-traces");
    this.form.querySelector(`#field-${CSS.escape(keeper.dataset.guarded)}`)?.closest(".field").append(this.traces);
    this.hold();
    this.listen();
    this.resume();
  }

  get key() { return this.form.elements.draft.value; }
  get name() { return nameOf(this.key); }
  get resumeAt() { return this.form.elements.resume_at.value; }

  hold() {
    navigator.locks?.request(this.name, () => new Promise(() => {}));
  }

  listen() {
    // A text field that is left says "change" of words that were typed long before.
    this.form.addEventListener("input", (event) => event.isTrusted && this.typed());
    this.form.addEventListener("form:filled", () => this.typed());  // by another script, as somebody asked
    document.addEventListener("submit", (event) => event.target === this.form && this.submitted(event), true);
    addEventListener("online", () => this.dirty && this.flush());
    addEventListener("offline", () => this.dirty && this.say(AWAY));
    addEventListener("pagehide", () => this.dirty && this.keepHere());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  resume() {
    const entry = read(this.name);
    if (entry) {
      this.version = entry.version;
      fill(this.form, entry.fields);
    }
    if (entry || "unsaved" in this.keeper.dataset) this.typed();
    else if (this.version) this.write("書きかけの続きです。");
    if (entry) this.flush();
  }

  typed() {
    this.touched = this.dirty = true;
    if (!this.flushing && this.tone !== "bad") this.write("まもなく保存します…");
    this.hereTimer ??= setTimeout(() => this.keepHere(), HERE_AFTER);
    this.serverTimer ??= setTimeout(() => this.flush(), SERVER_AFTER);
  }

  written() {
    const fields = {};
    for (const [name, value] of new FormData(this.form)) {
      if (!BOOKKEEPING.includes(name) && typeof value === "string") (fields[name] ??= []).push(value);
    }
    return fields;
  }

  keepHere() {
    clearTimeout(this.hereTimer);
    this.hereTimer = null;
    const entry = { ...this.about, key: this.key, version: this.version, resume: this.resumeAt, fields: this.written(), at: Date.now() };
    if (this.leaving) return entry;
    try {
      store(this.name, entry);
      this.isHere = true;
    } catch {
      this.isHere = false;
    }
    // Who reloads, or opens the closed tab again, comes back to these very words.
    if (location.pathname + location.search !== this.resumeAt) history.replaceState(null, "", this.resumeAt);
    return entry;
  }

  flush() {
    this.flushing ??= this.sendAll().finally(() => { this.flushing = null; });
    return this.flushing;
  }

  async sendAll() {
    let outcome = KEPT;
    let draft;
    let forked = false;
    do {
      clearTimeout(this.serverTimer);
      const entry = this.keepHere();
      this.dirty = false;
      this.write("保存しています…");
      ({ outcome, draft } = await send(entry));
      if (outcome === KEPT) this.version = draft.version;
      if (outcome === ELSEWHERE) {
        this.fork(entry);
        forked = true;
      }
    } while (outcome === ELSEWHERE || (outcome === KEPT && this.dirty));
    this.serverTimer = null;
    if (outcome === KEPT) this.kept(draft, forked);
    else this.notKept(outcome);
    return outcome;
  }

  fork(entry) {
    remove(this.name);
    const { key, resume } = underNewKey(entry);
    this.form.elements.draft.value = key;
    this.form.elements.resume_at.value = resume;
    this.version = null;
    this.hold();
  }

  kept(draft, forked) {
    remove(this.name);
    this.say(KEPT, forked);
    this.warn(draft.traces);
    this.forgetGuard();
  }

  // Nobody needs to be warned who leaves this form now.
  forgetGuard() {
    document.dispatchEvent(new CustomEvent("drafts:kept", { detail: this.form }));
  }

  notKept(outcome) {
    this.dirty = true;
    this.say(outcome);
    if (outcome === AWAY || outcome === TROUBLED) this.serverTimer = setTimeout(() => this.flush(), AGAIN_AFTER);
  }

  // The words go first, so that no answer to the form itself can lose them.
  async submitted(event) {
    if (this.sure || !this.touched) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.isSubmitting) return;
    this.isSubmitting = true;
    await this.flushing;
    const outcome = await this.flush();
    this.isSubmitting = false;
    if (outcome === AWAY || outcome === SIGNED_OUT) return this.say(outcome, false, true);
    this.sure = true;
    this.form.requestSubmit(event.submitter);
    this.sure = false;
  }

  say(outcome, forked = false, wasSent = false) {
    const here = this.isHere ? "この端末に保存しています" : "このパソコンにも保存できません。画面を閉じないでください";
    const time = new Date().toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo" });
    const sentences = {
      [KEPT]: forked ? `別の画面でも開いているため、別の書きかけとして保存しました ${time}` : `保存しました ${time}（書きかけ）`,
      [AWAY]: `ネットワークがないため、${here}`,
      [TROUBLED]: `サーバーに保存できないため、${here}`,
      [SIGNED_OUT]: this.isHere ? "サインインが切れています。内容はこの端末に残っています" : "サインインが切れています。画面を閉じないでください",
      [REFUSED]: `この内容は書きかけとしてサーバーに保存できません。${here}`,
    };
    const more = wasSent && outcome === AWAY ? "。まだ記録されていません。つながったら、もう一度押してください" : "";
    this.write(`${sentences[outcome]}${more}`, outcome === KEPT ? "good" : "bad");
    if (outcome === SIGNED_OUT) this.offerSignIn();
  }

  // Seen all the time, but heard only when saving begins to work or to fail: not at every word.
  write(words, tone = "") {
    const state = this.keeper.querySelector(".draft-state");
    state.setAttribute("aria-live", tone && tone !== this.tone ? "polite" : "off");
    state.textContent = words;
    state.dataset.tone = tone;
    this.tone = tone || this.tone;
  }

  offerSignIn() {
    const link = document.createElement("a");
    link.href = `/sign-in?${new URLSearchParams({ then: this.resumeAt })}`;
    link.textContent = "サインインして続ける";
    this.keeper.querySelector(".draft-state").append("。", link);
    if (this.isHere) this.forgetGuard();
  }

  warn(traces) {
    const words = traces.map(({ kind, words: found }) => `${kind}（${found}）`).join("、");
    this.traces.textContent = words && `${words}のように見える文字があります。個人がわかることは書かないでください。違うときは、そのままで構いません。`;
  }
}

function fill(form, fields) {
  for (const control of form.elements) {
    if (!control.name || BOOKKEEPING.includes(control.name) || control.type === "submit") continue;
    const values = fields[control.name] ?? [];
    if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
    else if (control.name in fields) [control.value] = values;
    if (values.some((value) => value !== "") && control.type !== "hidden") control.closest("details")?.setAttribute("open", "");
  }
  const main = form.querySelector("[data-topic-picker] [type=radio]:checked");
  main?.dispatchEvent(new Event("change", { bubbles: true }));
}

// Signing out leaves nothing of this person on a shared computer.

async function signingOut(event) {
  const leave = event.target;
  if (!leave.matches?.("form[action$='/sign-out']") || leave.dataset.emptied) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  for (const each of open) if (each.dirty) await each.flush();
  await sendClosedForms();
  const left = entries().length;
  if (left && !confirm(`サーバーにまだ保存できていない書きかけが ${left} 件あります。サインアウトすると、この端末から消えます。`)) return;
  open.forEach((each) => { each.leaving = true; });
  entries().forEach(([name]) => remove(name));
  leave.dataset.emptied = "yes";
  leave.requestSubmit();
}

let open = [];
const back = bringBack().catch(() => {}).finally(forgetOld);
if (person) {
  open = [...document.querySelectorAll("[data-draft]")].map((keeper) => new OpenForm(keeper));
  document.addEventListener("submit", signingOut, true);
  addEventListener("online", sendClosedForms);
  back.then(() => {
    for (const each of open) if (!each.touched && read(each.name)) each.resume();
    sendClosedForms();
  });
}
