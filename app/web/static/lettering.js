// Buttons that write the marks of headings, lists and bold into a text. The marks are letters
// that anybody can type, so the page works without this file.

const MARKS = { heading: "■ ", bullet: "・", number: "1. " };
const MARKED = /^(?:■ ?|[・･] ?|\d{1,2}[.．)] ?)/;

for (const bar of document.querySelectorAll("[data-letterings]")) {
  const area = document.getElementById(bar.dataset.letterings);
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const act = event.target.closest("[data-lettering]")?.dataset.lettering;
    if (act === "bold") embolden(area);
    else if (act) mark(area, act);
  });
}

// The chosen words between two stars; pressed again, without them.
function embolden(area) {
  const { selectionStart: begin, selectionEnd: end, value } = area;
  const words = value.slice(begin, end);
  const bare = /^\*\*(.+)\*\*$/s.exec(words);
  write(area, begin, end, bare ? bare[1] : `**${words || "太字"}**`);
}

// The chosen lines get the mark; where all of them have it, they lose it.
function mark(area, act) {
  const { value } = area;
  const begin = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = value.indexOf("\n", area.selectionEnd);
  const end = next < 0 ? value.length : next;
  const lines = value.slice(begin, end).split("\n");
  const marks = lines.map((_, index) => (act === "number" ? `${index + 1}. ` : MARKS[act]));
  const has = lines.every((line, index) => line.startsWith(marks[index]));
  const written = lines.map((line, index) => (has ? "" : marks[index]) + line.replace(MARKED, ""));
  write(area, begin, end, written.join("\n"));
}

// As if it had been typed: the browser can undo it, and the preview hears of it.
function write(area, begin, end, words) {
  area.focus();
  area.setSelectionRange(begin, end);
  if (!document.execCommand("insertText", false, words)) area.setRangeText(words, begin, end, "end");
  area.setSelectionRange(begin, begin + words.length);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
