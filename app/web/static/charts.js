// A chart and its table, taken along: as a picture or as data. Made here in the browser, from
// the drawing that is on the page; nothing is fetched and nothing is sent.

const SCALE = 2;  // sharp on paper and on screens
const BOM = "\ufeff";  // Excel reads a CSV without it as Shift_JIS
const FORMULA = /^[=+\-@\t\r]/;

const sheetOf = (chart) => JSON.parse(chart.dataset.sheet);
const captionOf = (chart) => chart.querySelector("figcaption").textContent.trim();
const nameOf = (chart) => `${captionOf(chart)}_${document.title.split("|")[0].trim()}`.replace(/[\\/:*?"<>|\s]+/g, "_");

// The wide drawing, whatever the width of the screen.
function drawingOf(chart) {
  const copy = chart.querySelector(".chart-drawing svg").cloneNode(true);
  const { width, height } = copy.viewBox.baseVal;
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ width, height, fill: "#ffffff" })) paper.setAttribute(name, value);
  copy.querySelector("defs").after(paper);
  // A link to this site would be dead, or tell of it, wherever the picture goes.
  copy.querySelectorAll("a").forEach((link) => link.replaceWith(...link.childNodes));
  return { xml: new XMLSerializer().serializeToString(copy), width, height };
}

async function paint(chart) {
  const { xml, width, height } = drawingOf(chart);
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(xml)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: width * SCALE, height: height * SCALE });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}

const plain = (cell) => (cell === null ? "" : String(cell).replace(/[\t\r\n]+/g, " "));

function tabbed(chart) {
  const { columns, rows } = sheetOf(chart);
  return [columns, ...rows].map((row) => row.map(plain).join("\t")).join("\n");
}

function quoted(cell) {
  const words = plain(cell);
  const safe = typeof cell === "string" && FORMULA.test(words) ? `'${words}` : words;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function commaSeparated(chart) {
  const { columns, rows } = sheetOf(chart);
  return BOM + [columns, ...rows].map((row) => `${row.map(quoted).join(",")}\r\n`).join("");
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return `${name} を保存しました。`;
}

// Without https a browser opens its clipboard to nobody; saving is what is left then.
async function copyPicture(chart) {
  if (!navigator.clipboard?.write) return `この環境ではコピーできないため、${await acts.png(chart)}`;
  await navigator.clipboard.write([new ClipboardItem({ "image/png": paint(chart) })]);
  return "図をコピーしました。Word や PowerPoint に貼り付けられます。";
}

async function copyTable(chart) {
  if (!navigator.clipboard?.writeText) return `この環境ではコピーできないため、${acts.csv(chart)}`;
  await navigator.clipboard.writeText(tabbed(chart));
  return "表をコピーしました。Excel に貼り付けられます。";
}

const acts = {
  "copy-picture": copyPicture,
  "copy-table": copyTable,
  png: async (chart) => save(await paint(chart), `${nameOf(chart)}.png`),
  svg: (chart) => save(new Blob([drawingOf(chart).xml], { type: "image/svg+xml" }), `${nameOf(chart)}.svg`),
  csv: (chart) => save(new Blob([commaSeparated(chart)], { type: "text/csv" }), `${nameOf(chart)}.csv`),
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-take]");
  if (!button) return;
  const chart = button.closest(".chart");
  const status = chart.querySelector(".taken");
  try {
    status.textContent = await acts[button.dataset.take](chart);
  } catch {
    status.textContent = "うまくできませんでした。「保存」を試してください。";
  }
  const menu = button.closest("details");
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.querySelectorAll(".chart .take").forEach((menu) => { menu.hidden = false; });
