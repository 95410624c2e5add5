// Charts of a paper journal: the account beside the model, and what lies between them.

const ALL = () => ({ first: 0, last: DATA.days.length - 1 });

const CHARTS = {
  worth: (at) => ({
    traces: DATA.runs.map((_run, place) => line(at, place, column(place, "equity"))),
    axis: { ...MONEY, tickformat: ",~r", title: currencyName(DATA.currency) },
  }),
  apart: (at) => ({
    traces: [named(line(at, 0, column(0, "apart")), say("chart.apart_line"))],
    axis: { ...MONEY, tickformat: ",~r", title: currencyName(DATA.currency) },
  }),
};

async function drawAll() {
  const at = ALL();
  for (const box of document.querySelectorAll(".plot")) {
    const { traces, axis } = CHARTS[box.dataset.chart](at);
    const { yaxis2, ...plan } = layout(at, axis, traces);
    Object.assign(plan.xaxis, { anchor: "y", automargin: true, nticks: window.innerWidth < 720 ? 4 : 0 });
    plan.yaxis.domain = [0, 1];
    await Plotly.react(box, traces.map(plain), plan, CONFIG());
    behind(box.dataset.chart, traces, axis);
  }
}

const redraw = () => inTurn(drawAll);

async function start() {
  if (!(await opened())) return;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  await redraw();
}

start();
