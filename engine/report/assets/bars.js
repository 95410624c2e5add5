// Charts of the run in focus that are made of bars: sources by year and by regime, and when which rule was on.

const SOURCES = ["carry", "overlay", "costs", "currency", "tax"];

/** Stacked bars of what each source brought. */
function sourceBars(columns, key, sources) {
  return SOURCES.filter((source) => columns[source]).map((source) => ({
    type: "bar", name: sources[source], x: columns[key], y: columns[source],
    marker: { color: style("--source-" + source), line: { width: 0 } },
  }));
}

/** What stacked bars reach, up and down. */
function reach(traces) {
  const sums = (side) => (traces[0]?.x ?? []).map((_x, place) => traces.reduce((sum, trace) => sum + Math[side](trace.y[place] ?? 0, 0), 0));
  return [{ y: [...sums("min"), ...sums("max")] }];
}

function barLayout(at, axis, traces = []) {
  const { yaxis2, ...plan } = layout(at, axis, []);
  return {
    ...plan, barmode: "relative",
    margin: { ...plan.margin, b: 40 }, xaxis: { gridcolor: style("--line"), type: "category", automargin: true, ...(axis.nticks ? { nticks: axis.nticks } : {}) },
    yaxis: { ...plan.yaxis, ...(axis.unit === "money" ? moneyAxis(reach(traces)) : {}), domain: [0, 1] },
  };
}

const BAR_CHARTS = {
  years: (at) => ({
    traces: sourceBars(sourcesByYear(at), "year", DATA.runs[at.focus].sources),
    axis: { ...PERCENT, title: say("chart.contribution_axis") },
  }),
  regimes: (at) => ({
    traces: sourceBars(sourcesByRegime(at), "regime", DATA.runs[at.focus].sources),
    axis: { ...MONEY, title: currencyName(DATA.currency) },
  }),
};

async function drawBarChart(box, at) {
  const { traces, axis } = BAR_CHARTS[box.dataset.chart](at);
  await Plotly.react(box, traces.map(plain), barLayout(at, axis, traces), CONFIG());
  fill(
    document.querySelector(`[data-table="${box.dataset.chart}"] .scroll`),
    ["", ...traces.map((trace) => trace.name)],
    (traces[0]?.x ?? []).map((name, place) => [name, ...traces.map((trace) => number(trace.y[place], axis.digits, axis.unit))]),
  );
}

/** When each rule of the run in focus was on; the reason shows on hover. Nothing of a run without rules. */
async function drawRules(box, at) {
  const [from, to] = [DATA.days[at.first], DATA.days[at.last]];
  const spans = DATA.runs[at.focus].spans.filter((span) => span[2] >= from && span[1] <= to);
  const rules = DATA.runs[at.focus].lanes.filter((rule) => spans.some((span) => span[0] === rule));
  box.closest("figure").hidden = !rules.length;
  document.querySelector("[data-none=rules]").hidden = rules.length > 0;
  if (!rules.length) return;
  const traces = rules.map((rule) => {
    const own = spans.filter((span) => span[0] === rule);
    return {
      type: "bar", orientation: "h", name: say("rule." + rule), showlegend: false,
      base: own.map((span) => Math.max(span[1], from) * DAY), x: own.map((span) => (Math.max(Math.min(span[2], to) - Math.max(span[1], from), 1)) * DAY),
      y: own.map(() => say("rule." + rule)), width: 0.6, marker: { color: colour(at.focus) },
      customdata: own.map((span) => `${between(iso(span[1]), iso(span[2]))}<br>${escaped(span[3])}`), hovertemplate: "%{customdata}<extra></extra>",
    };
  });
  const lanes = rules.map((rule) => say("rule." + rule)).reverse();
  const plan = layout(at, { title: "", tickformat: "" }, []);
  plan.hovermode = "closest";
  plan.yaxis = { type: "category", categoryorder: "array", categoryarray: lanes, range: [-0.5, lanes.length - 0.5], domain: [0.12, 1], automargin: true, gridcolor: style("--line"), fixedrange: true };
  await Plotly.react(box, [...traces, ...regimeBand(at)], plan, CONFIG());
  fill(
    document.querySelector('[data-table="rules"] .scroll'),
    [say("chart.rule"), say("chart.from"), say("chart.until"), say("chart.why")],
    spans.sort((one, other) => one[1] - other[1]).map((span) => [say("rule." + span[0]), iso(span[1]), iso(span[2]), span[3]]),
    [0, 3],
  );
}
