// The figures of the page follow what the reader chooses. Of the whole period they stand as the program wrote them.

const WRITTEN = new Map();

/** Puts something else into a box, which keeps what the program wrote. */
function put(box, ...nodes) {
  if (!WRITTEN.has(box)) WRITTEN.set(box, [...box.childNodes]);
  box.replaceChildren(...nodes);
}

const live = (name) => document.querySelector(`[data-live="${name}"]`);
const every = (selector) => [...document.querySelectorAll(selector)];

/** Where the table of a box stands. */
const inside = (name) => live(name)?.querySelector(".scroll") ?? live(name);

function lines(text) {
  const [first, ...others] = text.split("\n");
  return [first, ...others.map((line) => Object.assign(document.createElement("span"), { className: "sub", textContent: line }))];
}

/** Writes again all that depends on the choice: figures of the period, and what of it belongs to runs that are shown. */
function drawLive(at) {
  for (const [box, nodes] of WRITTEN) box.replaceChildren(...nodes);
  const whole = wholePeriod(at);
  const found = whole ? { rows: DATA.live.differences, why: "" } : drawPeriod(at);
  drawBetween(at, found, whole);
  for (const box of every(".of-period, .of-whole")) box.hidden = whole;
  showRuns(at.shown);
  showDays(at);
  for (const fold of every("details.fold:not(:has(.audit))")) fold.querySelector(".count").textContent = [...fold.querySelectorAll("tbody > tr")].filter((row) => !row.hidden).length;
  drawSpark(at);
}

function drawPeriod(at) {
  const cuts = DATA.runs.map((_run, place) => cut(place, at)), found = differencesOf(cuts), dates = cuts[0].days.map(iso);
  put(live("span"), tell("report.chosen_span", { first: iso(DATA.days[at.first]), last: iso(DATA.days[at.last]) }));
  cuts.forEach((one, run) => {
    const figures = figuresOf(one), row = found.rows.find((pair) => pair.run === run && pair.against < 0);
    const calls = DATA.runs[run].calls.filter((day) => day >= one.days[0] && day <= one.days[one.days.length - 1]);
    put(live("told-" + run), runTold(run, figures, calls, row));
    const line = document.querySelectorAll("table.numbers tbody tr")[run];
    for (const [name, text] of Object.entries(cellsOf(figures, calls, row))) put(line.querySelector(`[data-cell="${name}"]`), ...lines(text));
    drawFalls(run, one);
    drawMonths(run, one, dates);
  });
  for (const scheme of Object.keys(DATA.labels)) drawRegimes(scheme, cuts, at);
  return { ...found, lost: cuts.some((one) => one.equity[one.life - 1] <= 0) };
}

function drawFalls(run, one) {
  const rows = episodes(one, DATA.live.falls).map((fall) => [
    percent(fall.depth), iso(fall.peak), iso(fall.trough), fall.recovery === null ? say("report.not_yet") : iso(fall.recovery),
    fall.sessions.toLocaleString("en-US"), fall.toRecovery === null ? DASH : fall.toRecovery.toLocaleString("en-US"),
  ]);
  const box = inside("falls-" + run);
  put(box, say("report.never_fell"));
  if (rows.length) fill(box, ["depth", "peak", "trough", "recovery", "sessions", "to_recovery"].map((name) => say("report." + name)), rows);
}

/** A table of cells of colour, as the program makes them. */
function heatTable(corner, titles, rows) {
  const table = document.createElement("table");
  table.className = "heat";
  const head = table.createTHead().insertRow(), body = table.createTBody();
  const title = (line, text, scope) => line.append(Object.assign(document.createElement("th"), { scope, textContent: text }));
  title(head, corner, "col");
  for (const text of titles) {
    title(head, "", "col");
    head.lastChild.append(...text.split("\n").map((line) => Object.assign(document.createElement("span"), { className: "line", textContent: line })));
  }
  for (const [name, cells] of rows) {
    const line = body.insertRow();
    title(line, name, "row");
    for (const { text, side, heat } of cells) {
      const cell = Object.assign(line.insertCell(), { className: side, textContent: text });
      cell.style.setProperty("--heat", heat);
    }
  }
  return table;
}

function drawMonths(run, one, dates) {
  const [months, years] = [7, 4].map((length) => compounded(one, dates.map((date) => date.slice(0, length))));
  const { month } = DATA.live.heat, form = (value) => signed(value, 1);
  const rows = [...years].map(([year, all]) => [year, [
    ...Array.from({ length: 12 }, (_none, place) => heatCell(months.get(`${year}-${String(place + 1).padStart(2, "0")}`) ?? null, month, form)),
    heatCell(all, 3 * month, form),
  ]]);
  const titles = [...Array.from({ length: 12 }, (_none, place) => String(place + 1)), say("report.year_total")];
  put(inside("months-" + run), heatTable(say("report.year"), titles, rows));
}

function drawRegimes(scheme, cuts, at) {
  const box = inside("scheme-" + scheme), codes = slice(DATA.column["label/" + scheme], at);
  if (!box) return;
  const held = DATA.live.order[scheme].filter((code) => codes.includes(code));
  const found = cuts.map((one) => held.map((code) => within(one, codes, code)));
  const titles = held.map((code, place) => tell(found[0][place].added ? "regimes.added" : "regimes.share", { regime: DATA.labels[scheme][code], share: percent(found[0][place].share, 0) }));
  const rows = found.map((of, run) => [DATA.runs[run].name, of.map(({ excess }) => heatCell(excess, DATA.live.heat.excess, signed, say("headline.undefined")))]);
  put(box, heatTable(say("headline.run"), titles, rows));
}

/** Whether the runs that are shown differ by more than chance: the sentence, and the rows of the table. */
function drawBetween(at, { rows, why, lost }, whole) {
  const both = (row) => row.against >= 0 && at.shown.includes(row.run) && at.shown.includes(row.against);
  const pairs = rows.filter((row) => row.against >= 0), shown = pairs.filter(both), box = live("between"), table = live("differences");
  if (table && !whole) {
    put(table);
    for (const row of pairs) {
      const line = table.insertRow(), names = { run: DATA.runs[row.run].name, other: DATA.runs[row.against].name };
      line.append(Object.assign(document.createElement("th"), { scope: "row", textContent: tell("differences.less", names) }));
      for (const text of [signed(row.difference), range(row), row.beyond ? say("differences.beyond_chance") : ""]) line.insertCell().textContent = text;
    }
  }
  if (table) table.closest(".differences").hidden = !shown.length;
  if (table) [...table.rows].forEach((line, place) => { line.hidden = !pairs[place] || !both(pairs[place]); });
  if (!box || (whole && (at.shown.length === DATA.runs.length || !pairs.length))) return;
  put(box, ...(shown.length || (why && at.shown.length > 1) ? [betweenTold(shown, why, lost ?? DATA.live.lost)] : []));
}

/** Rows and columns of runs that are left out are hidden. */
function showRuns(shown) {
  for (const box of every("[data-of]")) box.hidden = !shown.includes(Number(box.dataset.of));
  for (const box of every("[data-any]")) {
    const said = box.dataset.any.split(" ").map(Number), left = said.filter((run) => shown.includes(run));
    box.hidden = !left.length;
    if (left.length < said.length) put(box, tell("said.of_run", { run: left.map((run) => DATA.runs[run].name).join(", "), note: box.dataset.note }));
  }
  const hidden = (run) => run >= 0 && run < DATA.runs.length && !shown.includes(run);
  for (const box of every("[data-rows]")) [...box.querySelectorAll("tbody > tr")].forEach((row, place) => { row.hidden = hidden(place); });
  for (const box of every("[data-columns]")) {
    for (const row of box.querySelectorAll("tr")) [...row.cells].forEach((cell, place) => { cell.hidden = hidden(place - Number(box.dataset.columns)); });
  }
}

/** Rows of stretches of days that do not lie within the period are hidden; their days stand in their titles. */
function showDays(at) {
  const [from, to] = [iso(DATA.days[at.first]), iso(DATA.days[at.last])];
  for (const box of every("[data-within]")) {
    const rows = [...box.querySelectorAll("tbody > tr")];
    for (const row of rows) {
      const [first, last] = row.cells[0].textContent.match(/\d{4}-\d\d-\d\d/g);
      row.hidden = first < from || last > to;
    }
    const none = box.parentElement.querySelector(".none");
    box.hidden = rows.every((row) => row.hidden);
    if (none) none.hidden = !box.hidden;
  }
}

const SPARK = { points: 240, width: 1000, height: 100, edge: 3 };

/** The curves of the runs that are shown, small, on a scale of logarithms, begun at one point. */
function drawSpark(at) {
  const length = at.last - at.first, steps = Math.min(SPARK.points, Math.max(length, 1));
  const places = Array.from({ length: steps + 1 }, (_none, step) => at.first + Math.round((step * length) / steps));
  const curves = at.shown.map((run) => {
    const equity = column(run, "equity");
    return places.map((place) => Math.log(Math.max(equity[place], 1e-9 * equity[at.first]) / equity[at.first]));
  });
  const low = Math.min(...curves.flat()), high = Math.max(...curves.flat()), span = high - low || 1;
  const drawn = curves.map((curve, one) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
    const height = (value) => SPARK.edge + ((high - value) / span) * (SPARK.height - 2 * SPARK.edge);
    path.setAttribute("points", curve.map((value, step) => `${((step * SPARK.width) / steps).toFixed(1)},${height(value).toFixed(1)}`).join(" "));
    path.style.stroke = `var(--run-${at.shown[one]})`;
    return path;
  });
  element("spark").replaceChildren(...drawn);
}
