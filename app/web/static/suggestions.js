// Beside a form: topics, earlier records and published stories that go with what is typed.
// Offers, never decides.
// Asked after a pause, never in the middle of a conversion from kana to kanji.

import { asJson } from "./sending.js";

const PAUSE = 600;
const SHORTEST = 4;
const LONGEST = 4000;
const LONGEST_WAIT = 5000;

class Suggestions {
  constructor(panel) {
    this.panel = panel;
    this.form = panel.closest("form");
    this.fields = ["summary", "body"].map((name) => this.form.elements[name]);
    this.asked = "";
    panel.hidden = false;
    for (const field of this.fields) {
      field.addEventListener("input", (event) => event.isComposing || this.wait());
      field.addEventListener("compositionstart", () => clearTimeout(this.timer));
      field.addEventListener("compositionend", () => this.wait());
    }
    this.form.addEventListener("change", () => this.showTicked());
    this.wait();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const [summary, body] = this.fields.map((field) => field.value.trim().slice(0, LONGEST));
    const text = `${summary}\n${body}`;
    if (text === this.asked) return;
    this.asked = text;
    this.waiting?.abort();
    if (text.length <= SHORTEST) {
      this.show({ topics: [], cases: [], stories: [] });
      return;
    }
    this.waiting = new AbortController();
    const { suggestions, comparisons, consultation } = this.panel.dataset;
    const typed = { summary, body };
    const [found, told] = await Promise.all([
      this.fetch(suggestions, { ...typed, consultation_id: consultation || null }),
      this.fetch(comparisons, typed),
    ]);
    if (found && told && text === this.asked) this.show({ ...found, stories: told.items });
  }

  async fetch(address, typed) {
    const { signal } = this.waiting;
    try {
      const answer = await fetch(address, {
        ...asJson(typed),
        redirect: "error",
        signal: AbortSignal.any ? AbortSignal.any([signal, AbortSignal.timeout(LONGEST_WAIT)]) : signal,
      });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;  // without a network the form works as well
    }
  }

  show({ topics, cases, stories }) {
    const offered = topics.filter(({ topic }) => this.box(topic));
    this.fill("[data-topics]", offered.map((topic) => this.topicItem(topic)));
    this.fill("[data-alike]", cases.map((each) => this.caseItem(each)));
    this.fill("[data-told]", stories.map((story) => this.storyItem(story)));
    const isNothing = offered.length + cases.length + stories.length === 0;
    this.panel.querySelector("[data-nothing]").hidden = !isNothing;
    this.panel.querySelector("[data-past]").hidden = isNothing;
    this.say(offered, cases, stories);
    this.showTicked();
  }

  say(topics, cases, stories) {
    const parts = [
      topics.length && `相談内容の候補: ${topics.map(({ label }) => label).join("、")}`,
      cases.length && `似た相談が ${cases.length} 件あります`,
      stories.length && `近い事例が ${stories.length} 件公開されています`,
    ].filter(Boolean);
    const status = this.panel.querySelector("[role=status]");
    const words = parts.join("。");
    if (status.textContent !== words) status.textContent = words;
  }

  fill(where, items) {
    const part = this.panel.querySelector(where);
    part.hidden = items.length === 0;
    part.querySelector("ul").replaceChildren(...items);
  }

  box(topic) {
    return this.form.querySelector(`[data-topic-picker] [type=checkbox][value="${CSS.escape(topic)}"]`);
  }

  topicItem({ topic, label, why }) {
    const button = element("button", { type: "button", className: "chip" }, label);
    button.dataset.topic = topic;
    button.addEventListener("click", () => {
      const box = this.box(topic);
      if (!box.checked) box.click();
    });
    return element("li", {}, button, reason(label, why));
  }

  showTicked() {
    for (const button of this.panel.querySelectorAll("[data-topic]")) {
      const isTicked = this.box(button.dataset.topic).checked;
      button.setAttribute("aria-pressed", isTicked);
    }
  }

  caseItem({ id, number, received_at: receivedAt, summary, response, words }) {
    const link = elsewhere(`${this.panel.dataset.cases}${id}`, `${number} ${summary || "(概要なし)"}`);
    const day = receivedAt.slice(0, 10).replaceAll("-", "/");
    const common = words.length ? `・共通: ${words.join("、")}` : "";
    const item = element("li", {}, link, element("p", { className: "muted" }, `${day}${common}`));
    if (response) item.append(element("p", {}, `対応: ${response}`));
    return item;
  }

  storyItem({ id, title, lesson, center_name: centerName, why }) {
    const link = elsewhere(`${this.panel.dataset.stories}${id}`, centerName ? `${title}（${centerName}）` : title);
    const item = element("li", {}, link);
    if (lesson) item.append(element("p", {}, lesson));
    item.append(reason(title, why));
    return item;
  }
}

function elsewhere(href, words) {
  return element("a", { href, target: "_blank", rel: "noopener" }, words, element("span", { className: "visually-hidden" }, "（新しいタブで開く）"));
}

function reason(about, why) {
  const question = element("summary", {}, "なぜ？", element("span", { className: "visually-hidden" }, `（${about}）`));
  return element("details", {}, question, element("p", {}, why));
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const panel = document.querySelector("[data-suggestions]");
if (panel) new Suggestions(panel);
