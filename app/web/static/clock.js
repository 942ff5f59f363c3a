// How much time is left, by the server's clock, without asking it again.

const A_MINUTE = 60_000;
let ahead = 0;

function takeTime() {
  const said = document.querySelector("[data-now]")?.dataset.now;
  if (said) ahead = Date.parse(said) - Date.now();
  show();
}

const twoDigits = (number) => String(number).padStart(2, "0");

function exactly(left) {
  const seconds = Math.ceil(left / 1000);
  return `${Math.floor(seconds / 60)}:${twoDigits(seconds % 60)}`;
}

function roughly(left) {
  const minutes = Math.ceil(left / A_MINUTE);
  return minutes < 60 ? `${minutes}分` : `${Math.floor(minutes / 60)}時間${twoDigits(minutes % 60)}分`;
}

function words(left, manner) {
  if (left <= -A_MINUTE) return `予定を${roughly(-left - A_MINUTE + 1)}過ぎています`;
  if (left <= 0) return "時間です";
  return manner === "exactly" ? exactly(left) : `あと${roughly(left)}`;
}

function show() {
  for (const clock of document.querySelectorAll("[data-until]")) {
    const left = Date.parse(clock.dataset.until) - Date.now() - ahead;
    const text = words(left, clock.dataset.manner);
    if (clock.textContent !== text) clock.textContent = text;
    clock.classList.toggle("time-is-up", left <= 0);
  }
}

takeTime();
setInterval(show, 250);
document.addEventListener("htmx:afterSwap", takeTime);

// Without network nobody is asked: the clocks run on by themselves.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!navigator.onLine) event.preventDefault();
});
