// Comfort only: an item is dragged by its handle, with a mouse, a pen or a finger, or moved from it
// by the arrow keys. The buttons do the same without script. One request for each drop.

const section = () => document.getElementById("agenda");
const rows = () => [...section().querySelectorAll("tr[data-moves]")];
let held = null;
let moved = null;
let focused = null;

function showHandles() {
  section()?.querySelectorAll("[data-handle]").forEach((handle) => { handle.hidden = false; });
}

function press(handle, event) {
  if (event.button !== 0 || held) return;
  const row = handle.closest("tr");
  event.preventDefault();
  handle.focus();
  held = { row, handle, pointer: event.pointerId, home: row.nextElementSibling };
  handle.setPointerCapture(event.pointerId);
  row.classList.add("held");
}

function follow(event) {
  if (event.pointerId !== held?.pointer) return;
  const under = rows().find((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return row !== held.row && event.clientY >= top && event.clientY <= bottom;
  });
  if (!under) return;
  const { top, height } = under.getBoundingClientRect();
  if (event.clientY < top + height / 2) under.before(held.row);
  else under.after(held.row);
}

function drop(event) {
  if (event.pointerId !== held?.pointer) return;
  const { row, home } = held;
  const stays = row.nextElementSibling === home;
  letGo();
  if (stays) return;
  const before = row.previousElementSibling?.dataset.item;
  send(row, before ? { after: before } : { before: row.nextElementSibling.dataset.item });
}

function giveUp() {
  if (!held) return;
  held.row.parentElement.insertBefore(held.row, held.home);
  letGo();
}

function letGo() {
  held.row.classList.remove("held");
  held = null;
}

function send(row, values) {
  moved = row.dataset.item;
  focused = document.activeElement?.id;
  htmx.ajax("POST", row.dataset.moves, {
    source: row, target: "#agenda", select: "#agenda", swap: "outerHTML", values,
  });
}

function say() {
  const order = [...section().querySelectorAll("tr[data-item]")];
  const row = order.find((each) => each.dataset.item === moved);
  const sum = section().querySelector(".agenda-sum").textContent.trim();
  if (row) document.getElementById("agenda-said").textContent = `「${row.dataset.title}」は${order.indexOf(row) + 1}番目です。${sum}`;
  moved = null;
}

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("[data-handle]");
  if (handle) press(handle, event);
});
document.addEventListener("pointermove", follow);
document.addEventListener("pointerup", drop);
document.addEventListener("pointercancel", giveUp);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && held) return giveUp();
  const handle = event.target.closest("[data-handle]");
  const direction = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!handle || !direction || held) return;
  event.preventDefault();
  if (!moved) send(handle.closest("tr"), { direction });
});
document.addEventListener("htmx:beforeRequest", ({ target }) => { moved = target.closest("tr[data-item]")?.dataset.item ?? moved; });
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "agenda") return;
  showHandles();
  if (moved) say();
  // A handle is shown only now, too late for the focus to have come back to it by itself.
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  focused = null;
});
// Somebody was faster, or the line is down: what stands there now is shown, with what the server says.
document.addEventListener("htmx:responseError", () => { if (section()) window.location.reload(); });
document.addEventListener("htmx:sendError", () => { if (section()) window.location.reload(); });
showHandles();
