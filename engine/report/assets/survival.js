// Charts of a survival result: how long it goes well, wealth by month, and wealth at the end.

const LOUD = ["margin_call", "forced_sale", "ruin", "fall_20", "fall_35", "fall_50", "payment_short"];
const BANDS = [["0.01", "0.99", 0.13], ["0.05", "0.95", 0.2], ["0.25", "0.75", 0.34]];

const chance = (value) => number(value * 100, 2) + " %";
const values = (name) => Array.from(DATA.column[name] ?? []);
const upTo = (count) => Array.from({ length: count }, (_none, place) => place);
const share = (text) => number(Number(text) * 100, 0) + " %";

/** A colour of the page (#rrggbb) that lets through what is below it. */
const through = (ink, opacity) => ink + Math.round(opacity * 255).toString(16).padStart(2, "0");

const CHARTS = {
  curves: (at) => {
    const years = upTo(DATA.years + 1);
    const told = DATA.events.map((event, place) => [event, place]).filter(([event]) => values(`curve/${at.cell}/${at.kind}/${event}`).length);
    const traces = told.map(([event, place]) => ({
      type: "scatter", mode: DATA.symbols[place] ? "lines+markers" : "lines", marker: { symbol: DATA.symbols[place] || "circle", size: 7, maxdisplayed: 12 }, cliponaxis: false, name: DATA.happened[event], x: years, y: [1, ...values(`curve/${at.cell}/${at.kind}/${event}`)],
      visible: LOUD.includes(event) ? true : "legendonly", line: { color: style("--event-" + place), dash: DATA.dashes[place], width: 1.8 },
    }));
    return {
      traces, titles: [say("year"), say("share")], format: ".1%", log: false, within: { maxallowed: 1 },
      table: [[say("year"), ...traces.map((trace) => trace.name)], years.map((year) => [year, ...traces.map((trace) => chance(trace.y[year]))])],
    };
  },
  fan: (at) => {
    const of = (quantile) => values(`fan/${at.cell}/${quantile}`), ink = style("--account");
    const months = upTo(of("0.5").length), years = months.map((month) => month / 12);
    const band = ([low, high, opacity]) => [
      { type: "scatter", mode: "lines", x: years, y: of(low), line: { width: 0 }, hoverinfo: "skip", showlegend: false, name: "" },
      { type: "scatter", mode: "lines", x: years, y: of(high), line: { width: 0 }, fill: "tonexty", fillcolor: through(ink, opacity), hoverinfo: "skip", name: tell("between", { low: share(low), high: share(high) }) },
    ];
    const middle = { type: "scatter", mode: "lines", x: years, y: of("0.5"), line: { color: ink, width: 2 }, name: say("half") };
    const ends = months.filter((month) => month % 12 === 0);
    return {
      traces: [...BANDS.flatMap(band), middle], titles: [say("year"), say("wealth")], format: ".2f", log: at.log,
      table: [[say("year"), ...DATA.quantiles.map(share)], ends.map((month) => [month / 12, ...DATA.quantiles.map((one) => number(of(one)[month], 2))])],
    };
  },
  terminal: (at) => {
    const names = DATA.quantiles.map(share);
    const traces = [["wealth", "account", "--account", "solid"], ["fund", "fund", "--fund", "dash"]].map(([column, word, ink, dash]) => ({
      type: "scatter", mode: "lines+markers", name: say(word), x: names, y: values(`terminal/${at.cell}/${column}`),
      line: { color: style(ink), dash, width: 1.8 }, marker: { color: style(ink), size: 7 },
    }));
    return {
      traces, titles: [say("quantile"), say("wealth")], format: ".2f", log: at.log, category: true,
      table: [[say("quantile"), ...traces.map((trace) => trace.name)], names.map((name, place) => [name, ...traces.map((trace) => number(trace.y[place], 2))])],
    };
  },
};

function plan(chart) {
  const ink = style("--ink"), grid = style("--line"), narrow = window.innerWidth < 720;
  const axis = (text) => ({ title: { text, standoff: 6 }, gridcolor: grid, zerolinecolor: grid, linecolor: grid, automargin: true });
  return {
    autosize: true, dragmode: narrow ? false : "zoom", hovermode: "x unified", showlegend: true,
    paper_bgcolor: style("--paper"), plot_bgcolor: style("--paper"), font: { color: ink, size: 12, family: "system-ui, sans-serif" },
    margin: { l: narrow ? 48 : 62, r: 12, t: 8, b: 44 }, legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
    hoverlabel: { bgcolor: style("--panel"), font: { color: ink }, bordercolor: grid },
    xaxis: { ...axis(chart.titles[0]), type: chart.category ? "category" : "linear" },
    yaxis: { ...axis(chart.titles[1]), tickformat: chart.format, hoverformat: chart.format === ".1%" ? ".2%" : chart.format, ...(chart.log ? logAxis(chart.traces) : { type: "linear" }), autorangeoptions: chart.within ?? {} },
  };
}

const asked = () => ({ cell: element("cell").value, kind: element("kind").value, log: element("log").checked });
async function drawAll() {
  const at = asked();
  for (const box of document.querySelectorAll("[data-cell]")) box.hidden = box.dataset.cell !== at.cell;
  for (const name of document.querySelectorAll(".focus-name")) name.textContent = "· " + element("cell").selectedOptions[0].textContent;
  await drawCharts(CHARTS, at);
}

const redraw = () => inTurn(drawAll);

async function start() {
  if (!(await opened())) return;
  element("controls").addEventListener("change", redraw);
  element("controls").addEventListener("submit", (event) => event.preventDefault());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  await redraw();
}

start();
