// Charts over time. Each function gives the traces of one chart and the format of its axis.

const PERCENT = { tickformat: ".1~%", digits: 2, unit: "percent" };
const MONEY = { tickformat: ",.3~s", digits: 0, unit: "money" };

const TIME_CHARTS = {
  equity: (at) => ({
    traces: [...at.shown.map((run) => worth(at, run)), ...benchmark(at)],
    axis: at.rebased ? { tickformat: ",~r", digits: 1, unit: "index", title: say("chart.rebased_axis") } : { ...MONEY, title: DATA.currency },
    log: at.log,
  }),
  drawdown: (at) => ({
    traces: [...at.shown.map((run) => line(at, run, fallsOf(slice(column(run, "equity"), at)))), ...benchmarkFalls(at)],
    axis: { ...PERCENT, title: say("chart.drawdown_axis"), rangemode: "tozero" },
  }),
  margin: (at) => ({
    traces: [
      named(line(at, at.focus, slice(column(at.focus, "collateral"), at)), say("chart.collateral")),
      named(line(at, at.focus, slice(column(at.focus, "maintenance"), at)), say("chart.maintenance"), "--source-costs", "dash"),
      named(line(at, at.focus, slice(column(at.focus, "initial"), at)), say("chart.initial"), "--source-tax", "dot"),
      callsOf(at),
    ],
    axis: { ...MONEY, title: DATA.account + " " + say("chart.log_axis") },
    log: true,
  }),
  fall: (at) => ({
    traces: at.shown.map((run) => line(at, run, slice(column(run, "fall"), at).map((fall) => -fall))),
    axis: { ...PERCENT, title: say("chart.fall_axis"), range: [-1.04, 0] },
  }),
  buffer: (at) => ({
    traces: at.shown.map((run) => line(at, run, slice(column(run, "buffer"), at))),
    axis: { tickformat: ",~r", digits: 2, unit: "multiple", title: say("chart.buffer_axis") },
  }),
  exposure: (at) => ({
    traces: at.shown.map((run) => line(at, run, slice(column(run, "exposure"), at))),
    axis: { tickformat: ".2f", digits: 3, unit: "multiple", title: say("chart.exposure_axis") },
  }),
};

const column = (run, name) => DATA.column[run + "/" + name];
const slice = (values, at) => values.slice(at.first, at.last + 1);
const colour = (run) => style("--run-" + run);
const dates = (at) => Array.from(slice(DATA.days, at), (day) => day * DAY);

function line(at, run, values) {
  const symbol = DATA.symbols[run], ink = colour(run);
  return {
    type: "scatter", mode: symbol ? "lines+markers" : "lines", name: DATA.runs[run].name, x: dates(at), y: Array.from(values, (value) => (Number.isFinite(value) ? value : null)),
    line: { color: ink, dash: DATA.dashes[run], width: 1.7 }, marker: { color: ink, symbol: symbol || "circle", size: 7, maxdisplayed: 12 }, connectgaps: false,
  };
}

/** A line under another name, and if need be another colour. */
function named(trace, name, ink, dash) {
  return { ...trace, name, mode: "lines", line: { ...trace.line, dash: dash || "solid", ...(ink ? { color: style(ink) } : {}) } };
}

function curve(at, run, name, base) {
  const values = slice(column(run, name), at);
  return line(at, run, base ? values.map((value) => (value / values[0]) * base) : values);
}

/** What an account was worth: from 100 on without money paid in or taken out, else with it. */
const worth = (at, run) => (at.rebased ? curve(at, run, "equity", 100) : curve(at, run, run + "/money" in DATA.column ? "money" : "equity", 0));

/** Levels of what runs are held against: a file's, else those of the index. */
const held = () => DATA.column.benchmark ?? DATA.column.index;

/** What runs are held against, begun where the first run stands on its first session; nothing where it is not wanted or not known. */
function benchmark(at) {
  const values = slice(held(), at), from = values.findIndex(Number.isFinite);
  if (!at.benchmark || from < 0) return [];
  const begin = worth(at, at.shown[0] ?? 0).y[from];
  return [asBenchmark(at, values.map((value) => (value / values[from]) * begin))];
}

const asBenchmark = (at, values) => named(line(at, 0, values), DATA.benchmark, "--index", "dot");
const benchmarkFalls = (at) => (benchmark(at).length ? [asBenchmark(at, fallsOf(slice(held(), at)))] : []);

function fallsOf(values) {
  let high = -Infinity;
  return values.map((value) => { if (value > high) high = value; return high > 0 ? value / high - 1 : Number.isNaN(value) ? NaN : -1; });
}

function callsOf(at) {
  const days = DATA.runs[at.focus].calls.filter((day) => day >= DATA.days[at.first] && day <= DATA.days[at.last]);
  const height = (day) => column(at.focus, "collateral")[DATA.days.indexOf(day)];
  return {
    type: "scatter", mode: "markers", name: say("chart.calls"), x: days.map((day) => day * DAY), y: days.map(height),
    marker: { color: style("--bad"), size: 11, symbol: "x" }, showlegend: days.length > 0,
  };
}

/** Bars under a chart that say which regime it was: one trace for each label. */
function regimeBand(at) {
  const codes = DATA.column["label/" + at.scheme], days = DATA.days;
  const spells = DATA.labels[at.scheme].map(() => ({ x: [], width: [], hover: [] }));
  for (let from = at.first; from <= at.last; ) {
    let to = from;
    while (to < at.last && codes[to + 1] === codes[from]) to += 1;
    const spell = spells[codes[from]];
    spell.x.push(days[from] * DAY);
    spell.width.push((days[Math.min(to + 1, at.last)] - days[from] || 1) * DAY);
    spell.hover.push(between(iso(days[from]), iso(days[to])));
    from = to + 1;
  }
  return spells.map((spell, code) => ({
    type: "bar", x: spell.x, y: spell.x.map(() => 1), width: spell.width, offset: 0, yaxis: "y2", showlegend: false,
    marker: { color: style("--regime-" + DATA.order[at.scheme][code]), line: { width: 0 } },
    name: DATA.labels[at.scheme][code], customdata: spell.hover, hovertemplate: "%{customdata}<extra>" + escaped(DATA.labels[at.scheme][code]) + "</extra>",
  }));
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** First and last day (days since 1970) on which any line of a chart has a value: where its axis begins and ends. */
function ends(traces, at) {
  const known = traces.filter((trace) => trace.mode !== "markers").flatMap(({ x, y }) => {
    const has = (value) => value !== null && value !== undefined;
    const first = y.findIndex(has);
    return first < 0 ? [] : [x[first], x[y.findLastIndex(has)]];
  });
  return known.length ? [Math.min(...known), Math.max(...known)] : [DATA.days[at.first] * DAY, DATA.days[at.last] * DAY];
}

/** Values for the labels of a logarithmic axis: 1, 2 and 5 times powers of ten, fewer over many decades, even steps within one. */
function logTicks(low, high) {
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 }, (_none, place) => 10 ** (Math.floor(Math.log10(low)) + place));
  const within = (steps) => powers.flatMap((power) => steps.map((step) => Number((step * power).toPrecision(6)))).filter((value) => value >= low * 0.97 && value <= high * 1.03);
  const [coarse, fine] = [within([1]), within([1, 2, 5])];
  if (fine.length > 9) return coarse.length > 9 ? coarse.filter((_value, place) => place % 2 === 0) : coarse;
  return fine.length >= 3 ? fine : evenTicks(low, high);
}

function evenTicks(low, high) {
  const raw = (high - low) / 5 || high / 10, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((one) => one * power >= raw) * power, first = Math.ceil(low / step);
  return Array.from({ length: Math.max(Math.floor(high / step) - first + 1, 1) }, (_none, place) => Number(((first + place) * step).toPrecision(6)));
}

/** A value as an axis tells it: 1,500 or 1.5M. */
const short = (value) => value.toLocaleString("en", value < 100000 ? { maximumSignificantDigits: 6 } : { notation: "compact", maximumSignificantDigits: 4 });

/** What makes an axis logarithmic: its labels stand at values of our own, which do not overlap. */
function logAxis(traces) {
  const positive = traces.flatMap((trace) => trace.y).filter((value) => value > 0);
  if (!positive.length) return { type: "log" };
  const [low, high] = positive.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, 0]);
  const ticks = logTicks(low, high);
  return { type: "log", tickmode: "array", tickvals: ticks, ticktext: ticks.map(short), fixedrange: true };
}

function layout(at, axis, traces) {
  const ink = style("--ink"), grid = style("--line"), narrow = window.innerWidth < 720;
  return {
    autosize: true, barmode: "overlay", dragmode: narrow ? false : "zoom", hovermode: "x unified",
    paper_bgcolor: style("--paper"), plot_bgcolor: style("--paper"), font: { color: ink, size: 12, family: "system-ui, sans-serif" },
    margin: { l: narrow ? 48 : 62, r: 12, t: 8, b: 26 }, showlegend: true,
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
    hoverlabel: { bgcolor: style("--panel"), font: { color: ink }, bordercolor: grid },
    xaxis: { type: "date", anchor: "y2", gridcolor: grid, linecolor: grid, hoverformat: "%Y-%m-%d", range: ends(traces, at), tickformatstops: stops() },
    yaxis: { title: { text: axis.title, standoff: 6 }, gridcolor: grid, zerolinecolor: grid, tickformat: axis.tickformat, ...(axis.range ? { range: axis.range } : {}), rangemode: axis.rangemode ?? "normal", domain: [0.085, 1], automargin: true, hoverformat: axis.unit === "percent" ? ".2%" : axis.unit === "money" ? ",.0f" : ",.2f" },
    yaxis2: { domain: [0, 0.05], visible: false, fixedrange: true, range: [0, 1] },
  };
}

const stops = () => [
  { dtickrange: [null, 86400000 * 27], value: "%Y-%m-%d" },
  { dtickrange: [86400000 * 27, "M10"], value: "%Y-%m" },
  { dtickrange: ["M10", null], value: "%Y" },
];

const CONFIG = () => ({ displaylogo: false, responsive: true, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"], scrollZoom: false });

/** Names from a config are text: Plotly would read some marks in them as its own. */
const plain = (trace) => ({ ...trace, name: escaped(trace.name ?? "") });

/** The marks of runs whose colour is another's too stand in their keys as well. */
function markKeys() {
  for (const key of document.querySelectorAll(".key")) {
    const run = /--run-(\d+)/.exec(key.getAttribute("style"))?.[1];
    if (DATA.marks[run]) key.dataset.mark = DATA.marks[run];
  }
}

async function drawTimeChart(box, at) {
  const { traces, axis, log } = TIME_CHARTS[box.dataset.chart](at);
  const band = regimeBand(at).map((trace) => ({ ...trace, name: "" }));
  const drawn = layout(at, axis, traces);
  if (log) Object.assign(drawn.yaxis, logAxis(traces));
  await Plotly.react(box, [...traces.map(plain), ...band], drawn, CONFIG());
  behind(box.dataset.chart, traces.filter((trace) => trace.mode !== "markers"), axis);
}
