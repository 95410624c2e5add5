// What every page does: unpack what stands in it, and draw one time after the other.

let drawing = Promise.resolve();

/** One drawing after the other: a second wish waits for the first. */
function inTurn(draw) {
  drawing = drawing.then(draw).then(() => {
    document.documentElement.dataset.drawn = String(Number(document.documentElement.dataset.drawn || 0) + 1);
  });
  return drawing;
}

/** Charts that are not of a run by day, and the tables behind them. */
async function drawCharts(charts, at) {
  for (const box of document.querySelectorAll(".plot")) {
    const chart = charts[box.dataset.chart](at);
    await Plotly.react(box, chart.traces.map(plain), plan(chart), CONFIG());
    fill(document.querySelector(`[data-table="${box.dataset.chart}"] .scroll`), ...chart.table);
  }
}

/** On paper stand the pictures of the page; once the reader has chosen something to see, the charts as they are drawn. */
function readyForPaper() {
  const root = document.documentElement;
  if (location.hash.includes("=")) root.classList.add("chosen");
  for (const kind of ["change", "pointerdown"]) document.addEventListener(kind, (event) => { if (event.target.closest(".plot, .controls")) root.classList.add("chosen"); });
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll(".main-svg")) one.setAttribute("viewBox", `0 0 ${one.getAttribute("width")} ${one.getAttribute("height")}`);
  });
  addEventListener("afterprint", () => { for (const one of document.querySelectorAll(".main-svg")) one.removeAttribute("viewBox"); });
}

/** Read the library and the data that stand in the page; whether the browser can. */
async function opened() {
  readyForPaper();
  if (typeof DecompressionStream === "undefined") {
    element("too-old").hidden = false;
    return false;
  }
  const library = document.createElement("script");
  library.textContent = new TextDecoder().decode(await unpacked("library"));
  document.head.append(library);
  DATA = await readData();
  return true;
}
