// Figures of a period as the sentences and cells in which the program tells them (engine.report.first_screen).

const DASH = "–", WIDEST = 9;
const percent = (value, digits = 2) => fixed(value * 100, digits) + "%";
const signed = (value, digits = 2) => (value < 0 ? "" : "+") + percent(value, digits);
const money = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 0 });
const told = (value, form) => (form(value).length <= WIDEST ? form(value) : value.toExponential(1).replace(/e([+-])(\d)$/, "e$10$2"));
const range = (row) => tell("differences.between", { low: signed(row.low), high: signed(row.high) });
const looksOf = (rows) => (rows[0].looks === 1 ? "" : tell("looks.many", { count: rows[0].looks }));

/** So many digits; what lies exactly between two goes to the even one, as the program writes it. */
function fixed(value, digits) {
  const scaled = value * 10 ** digits, between = Math.abs(scaled % 1) === 0.5 && Number.isInteger(value * 2 ** 20);
  return minus((between ? (2 * Math.round(scaled / 2)) / 10 ** digits : value).toFixed(digits));
}

function chanceOf(row) {
  if (!row) return say("verdict.no_interval");
  return say(row.beyond ? "verdict.sure" : row.alone ? "verdict.one_look" : "verdict.unsure");
}

function earnedTold(found, row) {
  if (found.lost !== null) return tell("verdict.lost", { date: iso(found.lost) });
  const values = { equity: amountOf(found.final, DATA.currency), currency: currencyName(DATA.currency), bills: DATA.live.bills };
  if (found.excess === null) return tell("verdict.too_short", { ...values, size: told(found.total, signed), other: told(found.bills, signed) });
  return tell("verdict.earned", { ...values, rate: told(found.cagr, percent), over: signed(found.excess), chance: chanceOf(row) });
}

function callTold(near, calls, market) {
  if (calls.length) return tell("verdict.called", { count: calls.length, date: iso(calls[0]) });
  if (!near) return say("verdict.no_futures");
  if (near.never) return tell("verdict.unreachable", { market });
  const key = near.move < 0 ? "verdict.short" : near.rise ? "verdict.near_rise" : "verdict.near";
  return tell(key, { market, size: percent(Math.abs(near.move), 0), date: iso(near.day) });
}

/** What was paid in and taken out; empty where nothing was. */
function flowTold({ came, went }) {
  const key = came && went ? "both" : came ? "in" : "out", amount = (value) => amountOf(value, DATA.currency);
  return came || went ? tell("verdict.flowed_" + key, { came: amount(came), went: amount(went), currency: currencyName(DATA.currency) }) : "";
}

/** The sentence of a run. */
function runTold(run, found, calls, row) {
  const { depth, day } = found.worst, market = DATA.live.markets[run], plan = live("told-" + run).dataset.kept;
  const earned = earnedTold(found, row), flow = flowTold(found);
  return tell("verdict.told", {
    earned: flow ? tell("verdict.flowed", { earned, flow }) : earned, call: callTold(found.near, calls, market), plan: tell("verdict.of_whole", { plan }),
    fall: depth < 0 ? tell("verdict.fall", { size: percent(-depth, 1), date: iso(day) }) : say("verdict.no_fall"),
  });
}

function callCell(near, calls) {
  if (calls.length) return tell("report.calls", { count: calls.length }) + "\n" + iso(calls[0]);
  if (!near || near.never) return say(near ? "report.never" : "report.no_futures");
  return (near.move < 0 ? say("report.short") : signed(near.rise ? near.move : -near.move, 0)) + "\n" + iso(near.day);
}

/** The cells of a run's row that a period changes, by name. */
function cellsOf(found, calls, row) {
  const { depth, day } = found.worst;
  return {
    growth: found.cagr === null ? tell("report.in_all", { size: told(found.total, percent) }) : percent(found.cagr),
    final: amountOf(found.final, DATA.currency), over: found.excess === null ? DASH : signed(found.excess), interval: row ? range(row) : DASH,
    worst: depth < 0 ? percent(depth) + "\n" + iso(day) : percent(0), call: callCell(found.near, calls), cost: found.cost === null ? DASH : percent(found.cost),
  };
}

/** What is more than chance between the runs that are shown. */
function betweenTold(rows, why, lost) {
  if (!rows.length) return tell("verdict.untested", { why });
  const name = (run) => DATA.runs[run].name;
  const which = rows.filter((row) => row.beyond).map((row) => tell("verdict.difference", { run: name(row.run), other: name(row.against), size: signed(row.difference) }));
  if (which.length) return tell("verdict.differences", { which: which.join(say("verdict.and")), looks: looksOf(rows) });
  return lost ? say("verdict.until_lost") : tell("verdict.no_difference", { looks: looksOf(rows) });
}

/** A cell of a heat table: its text, its side, and the strength of its colour from 0 to 1. */
function heatCell(value, full, form, absent = "") {
  if (value === null || !Number.isFinite(value)) return { text: absent, side: "gain", heat: 0 };
  const text = form(value);
  return { text: /[1-9]/.test(text) ? text : text.replace(/^[+\u2212]/, ""), side: value >= 0 ? "gain" : "loss", heat: Math.min(Math.abs(value) / full, 1).toFixed(2) };
}
