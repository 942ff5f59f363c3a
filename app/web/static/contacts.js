// People and groups asked for once: found while somebody types, chosen by key, mouse or finger.
// What is typed is sent as a POST and only after a pause; nothing happens while kana become kanji.

import { asJson } from "./sending.js";

const PAUSE = 250;
const SHORTEST = 2;
const NO_CONTACT = "00000000-0000-0000-0000-000000000000";
const FIELDS = { person_name: "person", person_kana: "person", person_contact: "person", organization_name: "group" };
const KINDS = { person: { id: "contact_id", name: "person_name" }, group: { id: "organization_contact_id", name: "organization_name" } };

const element = (tag, words = "", attributes = {}) => {
  const made = Object.assign(document.createElement(tag), { textContent: words });
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  return made;
};

async function ask(address, body) {
  const answer = await fetch(address, body && asJson(body)).catch(() => null);
  return answer?.ok ? answer.json() : [];
}

// One field with its list: the combobox of the ARIA Authoring Practices, with a listbox.

class Combobox {
  constructor(input, kind, picker) {
    Object.assign(this, { input, kind, picker, options: [], active: -1, asked: 0 });
    this.list = element("ul", "", { role: "listbox", id: `${input.id}-found`, class: "found-contacts", "aria-label": "見つかった連絡先" });
    this.list.hidden = true;
    input.after(this.list);
    input.closest(".field").classList.add("suggesting");
    const described = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    Object.entries(described).forEach(([name, value]) => input.setAttribute(name, value));
    input.addEventListener("input", (event) => event.isComposing || this.typed());
    input.addEventListener("compositionend", () => this.typed());
    input.addEventListener("keydown", (event) => this.answerKey(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  typed() {
    this.picker.changed(this.kind, this.input);
    clearTimeout(this.timer);
    this.asked += 1;
    if (this.input.value.trim().length < SHORTEST) return this.close();
    this.timer = setTimeout(() => this.find(), PAUSE);
  }

  async find() {
    const asked = this.asked;
    const found = await ask(this.picker.searches, { text: this.input.value.slice(0, 100), kind: this.kind });
    if (asked === this.asked && document.activeElement === this.input) this.show(found.items);
  }

  show(found) {
    this.options = found;
    this.active = -1;
    this.list.replaceChildren(...found.map((contact, index) => {
      const option = element("li", "", { role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false" });
      const more = [contact.kana, contact.group_name, contact.lines[0]].filter(Boolean).join("・");
      option.append(element("strong", contact.name), element("span", more));
      return option;
    }));
    this.open(found.length > 0);
    this.list.scrollIntoView({ block: "nearest" });
    this.picker.announce(found.length ? `連絡先の候補が ${found.length} 件あります。上下の矢印キーで選べます。` : "");
  }

  open(shown) {
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
    if (!shown) this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.open(false);
  }

  answerKey(event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey || this.list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.move(step);
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.active);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  move(step) {
    const { length } = this.options;
    this.active = this.active < 0 && step < 0 ? length - 1 : (this.active + step + length) % length;
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.active)));
    const option = this.list.children[this.active];
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  choose(index) {
    this.close();
    this.picker.choose(this.options[index]);
  }
}

class Picker {
  constructor(root) {
    this.root = root;
    this.form = root.closest("form");
    this.searches = root.dataset.contacts;
    this.state = root.querySelector(".contact-state");
    this.cases = root.querySelector(".contact-cases");
    this.news = root.appendChild(element("p", "", { role: "status", class: "visually-hidden" }));
    for (const [name, kind] of Object.entries(FIELDS)) {
      if (this.form.elements[name]) new Combobox(this.form.elements[name], kind, this);
    }
    this.tell();
    if (this.chosen("person").value || this.chosen("group").value) this.showLast();
  }

  chosen(kind) { return this.form.elements[KINDS[kind].id]; }

  announce(words) { this.news.textContent = words; }

  put(name, value) {
    const field = this.form.elements[name];
    if (!field || !value) return;
    field.value = value;
    field.closest("details")?.setAttribute("open", "");
  }

  choose(contact) {
    const { id, name } = KINDS[contact.kind];
    this.form.elements[id].value = contact.id;
    this.form.elements[id].dataset.name = contact.name;
    this.put(name, contact.name);
    if (contact.kind === "person") {
      this.put("person_kana", contact.kana);
      this.put("person_contact", contact.lines[0]);
      this.takeGroup(contact);
    }
    this.filled();
    this.tell();
    this.showLast();
  }

  takeGroup({ group_id: id, group_name: name }) {
    const group = this.chosen("group");
    if (!id || group.value || this.form.elements.organization_name.value.trim()) return;
    Object.assign(group, { value: id }).dataset.name = name;
    this.put("organization_name", name);
  }

  // Another name is another person: what was chosen is let go.
  changed(kind, input) {
    const chosen = this.chosen(kind);
    if (!chosen.value || input.name !== KINDS[kind].name || input.value.trim() === chosen.dataset.name) return;
    this.letGo(kind);
  }

  letGo(kind) {
    Object.assign(this.chosen(kind), { value: "" }).dataset.name = "";
    this.cases.replaceChildren();
    this.filled();
    this.tell("連絡先とのつながりを外しました。");
  }

  tell(otherwise = "") {
    const linked = Object.keys(KINDS).filter((kind) => this.chosen(kind).value);
    this.state.replaceChildren(linked.length ? "" : otherwise, ...linked.flatMap((kind) => {
      const { name } = this.chosen(kind).dataset;
      const button = element("button", "外す", { type: "button", class: "button quiet" });
      button.append(element("span", `（${name}）`, { class: "visually-hidden" }));
      button.addEventListener("click", () => this.letGo(kind));
      const line = element("span", `連絡先「${name}」につなげます。`, { class: "chosen-contact" });
      line.append(button);
      return [line];
    }));
  }

  filled() {
    this.form.dispatchEvent(new Event("form:filled", { bubbles: true }));
  }

  // 「前回の続き」: offered, never done by itself.
  async showLast() {
    const id = this.chosen("person").value || this.chosen("group").value;
    const { items: [last] = [] } = await ask(`${this.root.dataset.cases.replace(NO_CONTACT, id)}?limit=1`);
    this.cases.replaceChildren();
    if (!last || !this.form.elements.continues_number || this.form.elements.continues_number.value) return;
    const day = new Date(last.received_at).toLocaleDateString("ja-JP", { timeZone: "Asia/Tokyo" });
    const button = element("button", "前回の続きにする", { type: "button", class: "button secondary" });
    button.addEventListener("click", () => this.continue(last));
    this.cases.append(element("p", `前回: ${last.number}　${day}　${last.summary || "(概要なし)"}`), button);
  }

  continue(last) {
    this.put("continues_number", last.number);
    const boxes = [...this.form.querySelectorAll("input[name=topics]")];
    if (!boxes.some((box) => box.checked)) this.takeTopics(boxes, last);
    const types = [...this.form.querySelectorAll("input[name=client_type]")];
    if (!types.some((type) => type.checked)) types.filter((type) => type.value === last.client_type).forEach((type) => { type.checked = true; });
    this.cases.replaceChildren(element("p", `継続元に ${last.number} を入れました。相談内容の項目は、今回に合わせて直せます。`, { tabindex: "-1" }));
    this.cases.firstChild.focus();
    this.filled();
  }

  takeTopics(boxes, last) {
    boxes.forEach((box) => { box.checked = last.topics.includes(box.value); });
    const primary = this.form.querySelector(`input[name=primary_topic][value="${CSS.escape(last.primary_topic ?? "")}"]`);
    if (primary) primary.checked = true;
    (primary ?? boxes[0])?.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

const root = document.querySelector("[data-contacts]");
if (root) new Picker(root);
