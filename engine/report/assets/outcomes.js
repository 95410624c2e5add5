// How it would have gone from any session on: returns over every window of years, and how long falls took to recover.

const WINDOWS = [1, 3, 5];

/** The same day so many years later; of 29 February the 28th. */
function yearsAfter(day, years) {
  const date = new Date(day * DAY), month = date.getUTCMonth();
  date.setUTCFullYear(date.getUTCFullYear() + years);
  if (date.getUTCMonth() !== month) date.setUTCDate(0);
  return Math.round(date.getTime() / DAY);
}

const knownEnds = new Map();

/** For each session on which a window of so many years begins, the place of the last session up to the same day later; windows beyond the last session are none. The same for every run, so it is kept. */
function endsOf(days, years) {
  const key = [days[0], days.length, years].join("/"), ends = [];
  if (knownEnds.has(key)) return knownEnds.get(key);
  for (let begin = 0, end = 0; begin < days.length; begin += 1) {
    const due = yearsAfter(days[begin], years);
    if (due > days[days.length - 1]) break;
    while (end + 1 < days.length && days[end + 1] <= due) end += 1;
    ends.push(end);
  }
  knownEnds.set(key, ends);
  return ends;
}

/** Returns a year (decimals) over each window, and the days (since 1970) on which they begin. */
function rolling(days, values, years) {
  const found = { begins: [], returns: [] };
  endsOf(days, years).forEach((end, begin) => {
    if (!(values[begin] > 0) || !Number.isFinite(values[end])) return;
    found.begins.push(days[begin]);
    found.returns.push(values[end] > 0 ? (values[end] / values[begin]) ** (DATA.live.days_per_year / (days[end] - days[begin])) - 1 : -1);
  });
  return found;
}

/** What has a value, as `episodes` takes it: days and levels, up to the day on which all was lost. */
function known(days, values) {
  const places = Array.from(values.keys()).filter((place) => Number.isFinite(values[place])), equity = Float64Array.from(places, (place) => values[place]);
  const gone = equity.findIndex((value) => value <= 0);
  return { days: places.map((place) => days[place]), equity, life: gone < 0 ? places.length : gone + 1 };
}

/** What is looked at: each run that is shown, and what they are held against. */
function lookedAt(at) {
  const days = slice(DATA.days, at);
  const runs = at.shown.map((run) => ({ name: DATA.runs[run].name, days, values: slice(column(run, "equity"), at), dress: (trace) => ({ ...line(at, run, []), ...trace }), ink: colour(run), mark: DATA.marks[run] }));
  const against = benchmark(at).map(() => ({ name: DATA.benchmark, days, values: slice(held(), at), dress: (trace) => ({ ...asBenchmark(at, []), ...trace }), ink: style("--index"), mark: "" }));
  return [...runs, ...against];
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other), half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** What the windows of one length came to: how many, the worst with the day it began on, the median, the best, and the share that lost. */
function summed(name, years, { begins, returns }) {
  if (!returns.length) return [name, String(years), "0", ...Array(6).fill(DASH)];
  const [worst, best] = [Math.min(...returns), Math.max(...returns)];
  const began = (value) => iso(begins[returns.indexOf(value)]);
  return [name, String(years), number(returns.length, 0), percent(worst), began(worst), percent(median(returns)), percent(best), began(best), percent(returns.filter((value) => value < 0).length / returns.length, 0)];
}

const monthsBetween = (from, to) => ((to - from) / DATA.live.days_per_year) * 12;

function recoveryBars(one, several) {
  const held = known(one.days, one.values), falls = episodes(held, DATA.live.falls).map((fall) => ({ ...fall, end: fall.recovery ?? held.days[held.life - 1] }));
  return {
    type: "bar", name: one.name, x: falls.map((_fall, place) => String(place + 1)), y: falls.map((fall) => monthsBetween(fall.peak, fall.end)),
    marker: { color: one.ink, line: { width: 0 }, pattern: { shape: falls.map((fall) => (fall.recovery === null ? "/" : "")), fillmode: "overlay", fgcolor: style("--paper"), fgopacity: 1, solidity: 0.35 } },
    text: falls.map((fall) => (several ? one.mark : percent(fall.depth, 1))), textposition: "outside", cliponaxis: false,
    customdata: falls.map((fall) => `${percent(fall.depth)}: ${between(iso(fall.peak), recoveredOn(fall))}`),
    hovertemplate: `${escaped(one.name)}<br>%{customdata}<extra></extra>`, falls,
  };
}

const recoveredOn = (fall) => (fall.recovery === null ? say("report.not_yet") : iso(fall.recovery));

/** A fall in the table: how deep, its days, and its months. */
const recoveryRow = (name, fall) => [
  name, percent(fall.depth), iso(fall.peak), iso(fall.trough), recoveredOn(fall), number(monthsBetween(fall.peak, fall.trough), 1),
  fall.recovery === null ? DASH : number(monthsBetween(fall.trough, fall.recovery), 1), (fall.recovery === null ? "> " : "") + number(monthsBetween(fall.peak, fall.end), 1),
];

const OUTCOMES = {
  outcomes: (at) => {
    const looked = lookedAt(at), found = looked.map((one) => rolling(one.days, one.values, at.window));
    const traces = looked.map((one, place) => one.dress({ x: found[place].begins.map((day) => day * DAY), y: found[place].returns })).filter((trace) => trace.x.length);
    const plan = layout(at, { ...PERCENT, title: tell("outcomes.axis", { years: at.window }) }, traces);
    plan.yaxis.zerolinecolor = style("--quiet");
    const titles = [say("headline.run"), ...["window", "windows", "worst", "began", "median", "best", "began", "lost"].map((key) => say("outcomes." + key))];
    const rows = looked.flatMap((one) => WINDOWS.map((years) => summed(one.name, years, rolling(one.days, one.values, years))));
    return { traces: traces.length ? [...traces.map(plain), ...regimeBand(at).map((trace) => ({ ...trace, name: "" }))] : [], plan, table: [titles, rows, [0]], none: tell("outcomes.too_short", { years: at.window }) };
  },
  recoveries: (at) => {
    const looked = lookedAt(at), bars = looked.map((one) => recoveryBars(one, looked.length > 2));
    const plan = barLayout(at, { tickformat: ",~r", title: say("outcomes.months") });
    plan.barmode = "group";
    plan.hovermode = "closest";
    plan.xaxis.title = { text: say("outcomes.rank"), standoff: 4 };
    const titles = [say("headline.run"), ...["depth", "peak", "trough", "recovery"].map((key) => say("report." + key)), ...["months_down", "months_up", "months_all"].map((key) => say("outcomes." + key))];
    const rows = bars.flatMap((bar) => bar.falls.map((fall) => recoveryRow(bar.name, fall)));
    return { traces: bars.filter((bar) => bar.x.length).map(({ falls, ...bar }) => plain(bar)), plan, table: [titles, rows, [0]], none: say("outcomes.never") };
  },
};

/** A chart of outcomes, or a sentence where the period has none. */
async function drawOutcomes(box, at) {
  const name = box.dataset.chart, { traces, plan, table, none } = OUTCOMES[name](at), nothing = element("none-" + name);
  fill(document.querySelector(`[data-table="${name}"] .scroll`), ...table);
  nothing.textContent = none;
  nothing.hidden = traces.length > 0;
  box.hidden = !traces.length;
  if (traces.length) await Plotly.react(box, traces, plan, CONFIG());
}

/** What runs are held against, in the period: its return, a year where that makes sense, and its deepest fall. */
function tellBenchmark(at) {
  const box = element("benchmark-told");
  if (!box) return;
  const one = known(slice(DATA.days, at), slice(held(), at)), [first, last] = [one.days[0], one.days[one.life - 1]];
  box.hidden = !at.benchmark;
  if (one.life < 2) {
    box.textContent = tell("outcomes.benchmark_none", { name: DATA.benchmark });
    return;
  }
  const years = yearsOf(one.days, one.life), gained = one.equity[one.life - 1] / one.equity[0], low = deepest(one);
  const growth = years >= DATA.live.least_year ? tell("outcomes.a_year", { size: percent(gained ** (1 / years) - 1) }) : tell("outcomes.in_all", { size: percent(gained - 1) });
  const fall = low.depth < 0 ? tell("outcomes.deepest", { size: percent(low.depth, 1), date: iso(low.day) }) : say("outcomes.no_fall");
  box.textContent = tell("outcomes.benchmark", { name: DATA.benchmark, span: between(iso(first), iso(last)), growth, fall });
}
