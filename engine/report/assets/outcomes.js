// How it would have gone from any session on: returns over every window of years, and how long falls took to recover.

const WINDOWS = [1, 3, 5], DEEPEST = 5;
const DAYS_PER_YEAR = 365.25, DAYS_PER_MONTH = DAYS_PER_YEAR / 12;

/** The same day so many years later; of 29 February the 28th. */
function yearsAfter(day, years) {
  const date = new Date(day * DAY), month = date.getUTCMonth();
  date.setUTCFullYear(date.getUTCFullYear() + years);
  if (date.getUTCMonth() !== month) date.setUTCDate(0);
  return Math.round(date.getTime() / DAY);
}

/** Returns a year (decimals) over each window that begins on a session and ends on the last one up to the same day `years` later; windows beyond the last session are none. */
function rolling(days, values, years) {
  const found = { begins: [], returns: [] };
  for (let begin = 0, end = 0; begin < days.length && yearsAfter(days[begin], years) <= days[days.length - 1]; begin += 1) {
    while (end + 1 < days.length && days[end + 1] <= yearsAfter(days[begin], years)) end += 1;
    if (!(values[begin] > 0) || !Number.isFinite(values[end])) continue;
    found.begins.push(days[begin]);
    found.returns.push(values[end] > 0 ? (values[end] / values[begin]) ** (DAYS_PER_YEAR / (days[end] - days[begin])) - 1 : -1);
  }
  return found;
}

/** Falls from high to high, deepest first: days of high, low, recovery (null where there was none) and end (that, or the last day of all), depth as a decimal < 0. */
function fallsFrom(days, values) {
  const found = [];
  let high = -Infinity, peak = 0, fall = null;
  values.forEach((value, place) => {
    if (!Number.isFinite(value)) return;
    if (fall) fall.end = days[place];
    if (value >= high) {
      if (fall) fall.back = days[place];
      [high, peak, fall] = [value, days[place], null];
      return;
    }
    if (!fall) found.push(fall = { high: peak, low: days[place], back: null, end: days[place], depth: 0 });
    if (value / high - 1 < fall.depth) Object.assign(fall, { low: days[place], depth: value / high - 1 });
  });
  return found.sort((one, other) => one.depth - other.depth);
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
  const of = (value) => number(value, 2, "percent");
  if (!returns.length) return [name, String(years), "0", ...Array(6).fill("–")];
  const [worst, best] = [Math.min(...returns), Math.max(...returns)];
  const began = (value) => iso(begins[returns.indexOf(value)]);
  return [name, String(years), number(returns.length, 0), of(worst), began(worst), of(median(returns)), of(best), began(best), number(returns.filter((value) => value < 0).length / returns.length, 0, "percent")];
}

const monthsBetween = (from, to) => (to - from) / DAYS_PER_MONTH;

function recoveryBars(one, several) {
  const falls = fallsFrom(one.days, one.values).slice(0, DEEPEST);
  return {
    type: "bar", name: one.name, x: falls.map((_fall, place) => String(place + 1)), y: falls.map((fall) => monthsBetween(fall.high, fall.end)),
    marker: { color: one.ink, line: { width: 0 }, pattern: { shape: falls.map((fall) => (fall.back === null ? "/" : "")), fillmode: "overlay", fgcolor: style("--paper"), fgopacity: 1, solidity: 0.35 } },
    text: falls.map((fall) => (several ? one.mark : number(fall.depth, 1, "percent"))), textposition: "outside", cliponaxis: false,
    customdata: falls.map((fall) => `${number(fall.depth, 2, "percent")}: ${between(iso(fall.high), fall.back === null ? say("outcomes.not_yet") : iso(fall.back))}`),
    hovertemplate: `${escaped(one.name)}<br>%{customdata}<extra></extra>`, falls,
  };
}

const OUTCOMES = {
  outcomes: (at) => {
    const looked = lookedAt(at), found = looked.map((one) => rolling(one.days, one.values, at.window));
    const traces = looked.map((one, place) => one.dress({ x: found[place].begins.map((day) => day * DAY), y: found[place].returns })).filter((trace) => trace.x.length);
    const plan = layout(at, { ...PERCENT, title: saying("outcomes.axis", { years: at.window }) }, traces);
    plan.yaxis.zerolinecolor = style("--quiet");
    const titles = ["run", "window", "windows", "worst", "began", "median", "best", "began", "lost"].map((key) => say("outcomes." + key));
    const rows = looked.flatMap((one) => WINDOWS.map((years) => summed(one.name, years, rolling(one.days, one.values, years))));
    return { traces: traces.length ? [...traces.map(plain), ...regimeBand(at).map((trace) => ({ ...trace, name: "" }))] : [], plan, table: [titles, rows, [0]], none: saying("outcomes.too_short", { years: at.window }) };
  },
  recoveries: (at) => {
    const looked = lookedAt(at), bars = looked.map((one) => recoveryBars(one, looked.length > 2));
    const plan = barLayout(at, { tickformat: ",~r", title: say("outcomes.months") });
    plan.barmode = "group";
    plan.hovermode = "closest";
    plan.xaxis.title = { text: say("outcomes.rank"), standoff: 4 };
    const titles = ["run", "depth", "high", "low", "back", "months_down", "months_up", "months_all"].map((key) => say("outcomes." + key));
    const rows = bars.flatMap((bar) => bar.falls.map((fall) => [
      bar.name, number(fall.depth, 2, "percent"), iso(fall.high), iso(fall.low), fall.back === null ? say("outcomes.not_yet") : iso(fall.back),
      number(monthsBetween(fall.high, fall.low), 1), fall.back === null ? "–" : number(monthsBetween(fall.low, fall.back), 1), (fall.back === null ? "> " : "") + number(monthsBetween(fall.high, fall.end), 1),
    ]));
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
  const days = slice(DATA.days, at), values = slice(held(), at);
  const known = Array.from(values.keys()).filter((place) => Number.isFinite(values[place])), [first, last] = [known[0], known[known.length - 1]];
  box.hidden = !at.benchmark;
  if (known.length < 2) {
    box.textContent = saying("outcomes.benchmark_none", { name: DATA.benchmark });
    return;
  }
  const years = (days[last] - days[first]) / DAYS_PER_YEAR, gained = values[last] / values[first], falls = fallsFrom(days, values);
  const growth = years >= DATA.least_year ? saying("outcomes.a_year", { size: number(gained ** (1 / years) - 1, 2, "percent") }) : saying("outcomes.in_all", { size: number(gained - 1, 2, "percent") });
  const fall = falls.length ? saying("outcomes.deepest", { size: number(falls[0].depth, 1, "percent"), date: iso(falls[0].low) }) : say("outcomes.no_fall");
  box.textContent = saying("outcomes.benchmark", { name: DATA.benchmark, span: between(iso(days[first]), iso(days[last])), growth, fall });
}
