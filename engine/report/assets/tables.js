// Tables made in the browser: what stands behind a chart, and the long lists. Everything is put in as text.

/** Fills a box with a table; columns named in `text` are words and stand to the left. */
function fill(box, titles, rows, text = []) {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const title of titles) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = title;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((value, place) => {
      const cell = line.insertCell();
      cell.textContent = minus(String(value));
      if (text.includes(place)) cell.className = "text";
    });
  }
  box.replaceChildren(table);
}

/** The table behind a chart over time: the last session of each year, or of each month where the period is short. */
function behind(chart, traces, axis) {
  const box = document.querySelector(`[data-table="${chart}"] .scroll`);
  const x = traces[0]?.x ?? [];
  const length = x.length > 3 * 252 ? 4 : 7;
  const period = (place) => new Date(x[place]).toISOString().slice(0, length);
  const ends = x.map((_value, place) => place).filter((place) => place === x.length - 1 || period(place) !== period(place + 1));
  fill(box, [say("chart.session"), ...traces.map((trace) => trace.name)], ends.map((place) => [
    new Date(x[place]).toISOString().slice(0, 10),
    ...traces.map((trace) => number(trace.y[place] ?? NaN, axis.digits, axis.unit)),
  ]));
}

const LISTS = {
  events: (run) => run.events.map(([day, kind, contract, reason, numbers]) => [kind, [iso(day), kind, contract, reason, numbers], day]),
  calendar: (run) => run.calendar.map(([day, kind, contracts, cost]) => [kind, [iso(day), kind, contracts, number(cost, 2, "money")], day]),
};
const TITLES = {
  events: () => [say("chart.session"), say("chart.kind"), say("chart.contract"), say("chart.why"), say("chart.numbers")],
  calendar: () => [say("chart.session"), say("chart.kind"), say("chart.contracts"), say("chart.cost") + " (" + currencyName(DATA.account) + ")"],
};

/** The long lists of the run in focus within the period, narrowed to one kind if the reader wants. */
function drawLists(at) {
  for (const name of Object.keys(LISTS)) {
    const box = document.querySelector(`[data-list="${name}"]`), filter = document.querySelector(`[data-filter="${name}"]`);
    if (!box) continue;
    const rows = LISTS[name](DATA.runs[at.focus]).filter(([, , day]) => day >= DATA.days[at.first] && day <= DATA.days[at.last]);
    const kinds = [...new Set(rows.map(([kind]) => kind))];
    const wanted = kinds.includes(filter.value) ? filter.value : "";
    filter.replaceChildren(...["", ...kinds].map((kind) => new Option(kind || say("chart.all"), kind, false, kind === wanted)));
    const kept = rows.filter(([kind]) => !wanted || kind === wanted);
    box.querySelector(".count").textContent = `(${kept.length})`;
    fill(box.querySelector(".scroll"), TITLES[name](), kept.map(([, row]) => row), name === "events" ? [3, 4] : [2]);
  }
}
