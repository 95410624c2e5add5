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

/** Read the library and the data that stand in the page; whether the browser can. */
async function opened() {
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
