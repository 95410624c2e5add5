// What runs of one kind have of their own: charts of a pair, of the cash ratio and of trades, and what is shown of whom.

/** Shows what the run in focus has something to say in, and nothing else. */
function showFor(at) {
  const has = DATA.runs[at.focus].has;
  for (const box of document.querySelectorAll("[data-for]")) box.hidden = !has.includes(box.dataset.for);
}

/** Lines of those of the runs shown that have a column. */
const linesOf = (at, name) =>
  at.shown.filter((run) => column(run, name)).map((run) => line(at, run, slice(column(run, name), at)));

/** Lines of the run in focus under names of their own; none where it has not the first of them. */
function focusLines(at, parts) {
  return parts
    .filter(([values]) => values)
    .map(([values, name, ink, dash]) => named(line(at, at.focus, slice(values, at)), say("chart." + name), ink, dash));
}

/** What a column of the run in focus has added up to since the first session shown, which earned nothing yet; all of it where that is the first of all. */
function since(at, name) {
  const values = column(at.focus, name);
  return values && at.first ? values.map((value) => value - values[at.first]) : values;
}

/** A level that is the same in all sessions. */
const level = (value) => (value === undefined ? undefined : new Float32Array(DATA.days.length).fill(value));

Object.assign(TIME_CHARTS, {
  losscut: (at) => ({
    traces: linesOf(at, "losscut"),
    axis: { tickformat: ",~r", digits: 2, unit: "points", title: say("chart.losscut_axis") },
  }),
  leverage: (at) => ({
    traces: linesOf(at, "leverage"),
    axis: { tickformat: ".2~f", digits: 2, unit: "multiple", title: say("chart.leverage_axis") },
  }),
  swap: (at) => ({
    traces: focusLines(at, [
      [column(at.focus, "swap"), "swap_line", "--source-carry"],
      [column(at.focus, "price"), "price_line", "--source-overlay", "dash"],
    ]),
    axis: { ...MONEY, title: currencyName(DATA.account) },
  }),
  options: (at) => ({
    traces: focusLines(at, [
      [since(at, "option_gain"), "option_gain"],
      [since(at, "option_delta"), "option_delta", "--source-overlay"],
      [since(at, "option_realised"), "option_realised", "--source-currency"],
      [since(at, "option_vega"), "option_vega", "--source-carry", "dash"],
      [since(at, "option_rest"), "option_rest", "--source-tax", "dot"],
      [since(at, "option_costs"), "option_costs", "--source-costs", "dash"],
    ]),
    axis: { ...MONEY, title: currencyName(DATA.account) },
  }),
  cash: (at) => ({
    traces: focusLines(at, [
      [column(at.focus, "cash_held"), "cash_held"],
      [column(at.focus, "cash_wanted"), "cash_wanted", "--source-carry", "dot"],
      [level(DATA.runs[at.focus].limits[0]), "cash_floor", "--quiet", "dash"],
      [level(DATA.runs[at.focus].limits[1]), "cash_cap", "--quiet", "dash"],
    ]),
    axis: { ...PERCENT, title: say("chart.cash_axis") },
  }),
  average: (at) => ({
    traces: focusLines(at, [
      [column(at.focus, "average") && DATA.column.index, "index_line", "--index"],
      [column(at.focus, "average"), "average_line", "--source-costs", "dash"],
    ]),
    axis: { tickformat: ",~r", digits: 0, unit: "points", title: say("chart.average_axis") },
  }),
});

Object.assign(BAR_CHARTS, {
  trades: (at) => {
    const trades = DATA.runs[at.focus].trades ?? { opened: [], multiple: [] };
    const within = (day) => day >= iso(DATA.days[at.first]) && day <= iso(DATA.days[at.last]);
    const kept = trades.opened.map((day, place) => [day, trades.multiple[place]]).filter(([day]) => within(day));
    return {
      traces: [{
        type: "bar", name: say("chart.trades"), x: kept.map(([day]) => day), y: kept.map(([, multiple]) => multiple), showlegend: false,
        marker: { color: kept.map(([, multiple]) => style(multiple > 0 ? "--good" : "--bad")), line: { width: 0 } },
      }],
      axis: { tickformat: ",~r", digits: 2, unit: "multiple", nticks: 12, title: say("chart.trades_axis") },
    };
  },
});
