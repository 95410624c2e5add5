// The page of a sweep: its map or line, the stitched account, and the list of all runs.

const CHARTS = {
  line: (at) => {
    const axis = DATA.settings.findIndex((one) => one.ordered && one.texts.length > 1), figure = figureOf(at.figure);
    const best = ([, runs]) => Math.min(...runs.map((run) => (flag(run, OWN) ? 0 : DATA.column.rank[run] || Infinity)));
    const groups = [...combinations([axis])].sort((one, other) => best(one) - best(other)).slice(0, DATA.dashes.length);
    const x = DATA.settings[axis].texts.map(Number);
    const traces = groups.map(([held, runs], place) => ({
      type: "scatter", mode: "lines+markers", name: held || figure.title, x,
      y: x.map((_value, at) => runs.filter((run) => code(axis, run) === at).map((run) => valueOf(figure.name, run))[0] ?? null).map((value) => (Number.isFinite(value) ? value : null)),
      line: { color: style("--line-" + place), dash: DATA.dashes[place], width: 1.8 },
      marker: { color: style("--line-" + place), size: x.map((_value, at) => (runs.some((run) => code(axis, run) === at && flag(run, OWN)) ? 13 : 6)), symbol: x.map((_value, at) => symbolOf(runs, axis, at)) },
    }));
    return {
      traces, titles: [DATA.settings[axis].name, figure.title], format: figure.percent ? ".1%" : ",~r", log: false, date: false,
      table: [[DATA.settings[axis].name, ...traces.map((one) => one.name)], x.map((_value, place) => [DATA.settings[axis].texts[place], ...traces.map((one) => told(figure, one.y[place] ?? NaN))])],
    };
  },
  walk: (at) => {
    const days = Array.from(DATA.column["walk/date"]), x = days.map((day) => day * DAY);
    const traces = ["equity", "own", "best"].filter((name) => DATA.column["walk/" + name]).map((name, place) => ({
      type: "scatter", mode: "lines", name: say("walk_" + name), x, y: Array.from(DATA.column["walk/" + name], (value) => (!at.log || value > 0 ? value : null)),
      line: { color: style("--line-" + place), dash: DATA.dashes[place], width: 1.7 },
    }));
    const ends = days.map((_day, place) => place).filter((place) => place === days.length - 1 || iso(days[place]).slice(0, 4) !== iso(days[place + 1]).slice(0, 4));
    return {
      traces, titles: ["", say("money")], format: ",.3~s", log: at.log, date: true,
      table: [[say("session"), ...traces.map((one) => one.name)], ends.map((place) => [iso(days[place]), ...traces.map((one) => number(one.y[place] ?? NaN, 0))])],
    };
  },
};

function symbolOf(runs, axis, at) {
  const here = runs.filter((run) => code(axis, run) === at);
  return here.some((run) => flag(run, OWN)) ? "diamond" : here.some((run) => flag(run, CLIFF)) ? "triangle-down" : "circle";
}

function plan(chart) {
  const ink = style("--ink"), grid = style("--line"), narrow = window.innerWidth < 720;
  const axis = (text) => ({ title: { text, standoff: 6 }, gridcolor: grid, zerolinecolor: grid, linecolor: grid, automargin: true });
  return {
    autosize: true, dragmode: narrow ? false : "zoom", hovermode: "x unified", showlegend: true,
    paper_bgcolor: style("--paper"), plot_bgcolor: style("--paper"), font: { color: ink, size: 12, family: "system-ui, sans-serif" },
    margin: { l: narrow ? 48 : 62, r: 12, t: 8, b: 44 }, legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
    hoverlabel: { bgcolor: style("--panel"), font: { color: ink }, bordercolor: grid },
    xaxis: { ...axis(chart.titles[0]), ...(chart.date ? { type: "date", hoverformat: "%Y-%m-%d", tickformatstops: stops() } : {}) },
    yaxis: { ...axis(chart.titles[1]), tickformat: chart.format, hoverformat: chart.date ? ",.0f" : chart.format === ".1%" ? ".2%" : ".3~f", ...(chart.log ? logAxis(chart.traces) : { type: "linear" }) },
  };
}

const valueIn = (id, other) => element(id)?.value ?? other;

function chosen() {
  const figure = valueIn("figure", DATA.figures[0].name), axes = DATA.pairs[Number(valueIn("pair", 0))] ?? null;
  return { figure, axes, log: element("log")?.checked ?? false };
}

/** The choice of what other settings hold, for the axes that are chosen; a choice that is still there is kept. */
function fillOthers(at) {
  const groups = combinations(at.axes), box = element("others"), before = box.value;
  const names = [...groups.keys()], several = names.length > 1;
  const first = DATA.sampled ? TOGETHER : firstOf(groups);
  const known = names.includes(before) || (before === TOGETHER && several) ? before : first;
  const options = DATA.sampled ? [] : names.map((name) => [name || say("nothing_else"), name]);
  if (several || DATA.sampled) options.push([say("together"), TOGETHER]);
  box.replaceChildren(...options.map(([text, value]) => new Option(text, value, false, value === known)));
  box.parentElement.hidden = options.length < 2;
  const held = box.value;
  const everything = allRuns().filter((run) => at.axes.every((axis) => code(axis, run) >= 0));
  return { ...at, held, runs: held === TOGETHER ? everything : groups.get(held) };
}

let sorting = { by: "rank", down: false };

const keyOf = (run) => {
  const [kind, ...rest] = sorting.by.split("/"), name = rest.join("/");
  if (kind === "rank") return DATA.column.rank[run] || Infinity;
  return kind === "figure" ? valueOf(name, run) : code(DATA.settings.findIndex((one) => one.name === name), run);
};

/** The list of runs as it is sorted: the first of all of them, and the plan itself. */
function drawRuns() {
  const ran = allRuns().filter((run) => DATA.column.rank[run] > 0 || flag(run, OWN)), sign = sorting.down ? -1 : 1;
  const defined = (value) => !Number.isNaN(value);
  const sorted = ran.map((run) => [run, keyOf(run)]).sort(([one, first], [other, second]) =>
    (defined(second) - defined(first)) || (first === second ? 0 : sign * (first < second ? -1 : 1)) || DATA.column.rank[one] - DATA.column.rank[other]).map(([run]) => run);
  const shown = sorted.slice(0, DATA.most), own = ran.find((run) => flag(run, OWN));
  if (!shown.includes(own)) shown.push(own);
  const body = element("runs").tBodies[0];
  body.replaceChildren();
  for (const run of shown) {
    const line = body.insertRow(), head = document.createElement("th");
    head.scope = "row";
    head.textContent = DATA.column.rank[run] || "";
    line.append(head);
    const marks = [[PLATEAU, 1], [ALIKE, 3], [CLIFF, 2], [OWN, 0]].filter(([which]) => flag(run, which)).map(([, place]) => DATA.marks[place]);
    const texts = [...DATA.settings.map((_setting, place) => textOf(place, run)), marks.join(" "), ...DATA.listed.map((name) => told(figureOf(name), valueOf(name, run)))];
    for (const text of texts) line.insertCell().textContent = text;
  }
}

/** Titles become buttons that sort. */
function makeSortable() {
  for (const title of document.querySelectorAll("#runs th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = title.textContent;
    title.replaceChildren(button);
    button.addEventListener("click", () => {
      const by = title.dataset.sort, again = sorting.by === by;
      sorting = { by, down: again ? !sorting.down : by.startsWith("figure/") && !figureOf(by.slice(7)).worse };
      for (const one of document.querySelectorAll("#runs th[data-sort]")) one.removeAttribute("aria-sort");
      title.setAttribute("aria-sort", sorting.down ? "descending" : "ascending");
      drawRuns();
    });
  }
}

async function drawAll() {
  const at = chosen();
  if (at.axes) drawMap(fillOthers(at));
  await drawCharts(CHARTS, at);
}

const redraw = () => inTurn(drawAll);

async function start() {
  if (!(await opened())) return;
  for (const form of document.querySelectorAll("form.controls")) {
    form.addEventListener("change", redraw);
    form.addEventListener("submit", (event) => event.preventDefault());
  }
  makeSortable();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  await redraw();
}

start();
