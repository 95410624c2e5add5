// The page: reads the data, draws, and draws again when the reader chooses or the scheme of colours changes.

function showOnly(attribute, value) {
  for (const box of document.querySelectorAll(`[${attribute}]`)) box.hidden = box.getAttribute(attribute) !== String(value);
}

function drawLegend(at) {
  const order = DATA.order[at.scheme];
  const codes = order.map((_ink, code) => code).sort((one, other) => order[one] - order[other]);
  const parts = codes.flatMap((code) => {
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    swatch.style.background = style("--regime-" + order[code]);
    const label = document.createElement("span");
    label.className = "label";
    label.append(swatch, DATA.labels[at.scheme][code]);
    return [label, " "];
  });
  element("regime-legend").replaceChildren(say("chart.band") + " ", ...parts);
}

async function drawAll() {
  const at = chosen();
  showOnly("data-run", at.focus);
  showFor(at);
  showOnly("data-scheme", at.scheme);
  for (const name of document.querySelectorAll(".focus-name")) {
    if (!name.closest("[data-for][hidden]")) name.textContent = "· " + DATA.runs[at.focus].name;
  }
  drawLegend(at);
  drawLive(at);
  drawLists(at);
  tellBenchmark(at);
  for (const box of document.querySelectorAll(".plot")) {
    if (box.closest("[data-for][hidden]")) continue;
    const name = box.dataset.chart;
    const draw = name in TIME_CHARTS ? drawTimeChart : name in BAR_CHARTS ? drawBarChart : name in OUTCOMES ? drawOutcomes : drawRules;
    await draw(box, at);
    await new Promise((done) => setTimeout(done));
  }
}

/** What is in focus is among what is shown. */
function keepFocus() {
  const { shown, focus } = chosen();
  for (const option of element("focus").options) option.disabled = shown.length > 0 && !shown.includes(Number(option.value));
  if (shown.length && !shown.includes(focus)) element("focus").value = shown[0];
}

function redraw() {
  keepFocus();
  keepInAddress();
  return inTurn(drawAll);
}

/** The two dates as a period, once both are right. */
function takeDates() {
  if (!datesAreRight()) return;
  element("period").value = "own";
  redraw();
}

async function start() {
  if (!(await opened())) return;
  readAddress();
  applyPeriod();
  element("controls").addEventListener("change", (event) => {
    if (event.target.id === "period") applyPeriod();
    if (event.target.classList.contains("date")) takeDates();
    else redraw();
  });
  element("controls").addEventListener("input", (event) => {
    if (event.target.classList.contains("date") && isoOf(event.target.value) === event.target.value) takeDates();
  });
  element("controls").addEventListener("submit", (event) => event.preventDefault());
  element("window")?.addEventListener("change", redraw);
  markKeys();
  for (const filter of document.querySelectorAll("[data-filter]")) filter.addEventListener("change", () => drawLists(chosen()));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  await redraw();
}

start();
