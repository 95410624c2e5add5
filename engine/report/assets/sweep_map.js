// The map of a sweep: two settings across and down, a figure in each square, all other settings held or put together.

const TOGETHER = "*";
const OWN = 1, PLATEAU = 2, CLIFF = 4, ALIKE = 8;
const flag = (run, which) => (DATA.column.flags[run] & which) !== 0;
const code = (setting, run) => DATA.column["setting/" + setting][run];
const valueOf = (name, run) => DATA.column["figure/" + name][run];
const figureOf = (name) => DATA.figures.find((one) => one.name === name);
const allRuns = () => Array.from(DATA.column.rank, (_rank, run) => run);
const isRefused = (run) => DATA.column.reason[run] >= 0;
const textOf = (setting, run) => DATA.settings[setting].texts[code(setting, run)] ?? "–";

function told(figure, value) {
  if (!Number.isFinite(value)) return "–";
  const shown = (figure.percent ? value * 100 : value).toLocaleString("en", { minimumFractionDigits: figure.digits, maximumFractionDigits: figure.digits, useGrouping: !figure.percent && Math.abs(value) >= 1000 });
  return minus(shown) + (figure.percent ? "%" : "");
}

/** What a run holds of the settings that are no axes, as on a command line. */
const heldBy = (run, axes) =>
  DATA.settings.map((setting, place) => [setting.name, place]).filter(([, place]) => !axes.includes(place) && code(place, run) >= 0)
    .map(([name, place]) => `${name}=${textOf(place, run)}`).join(" ");

/** Runs by what they hold; a combination of one run has no map where another has several. */
function combinations(axes) {
  const groups = new Map();
  for (const run of allRuns()) {
    if (axes.some((axis) => code(axis, run) < 0)) continue;
    const held = heldBy(run, axes);
    if (!groups.has(held)) groups.set(held, []);
    groups.get(held).push(run);
  }
  const several = new Map([...groups].filter(([, runs]) => runs.length > 1));
  return several.size ? several : groups;
}

/** The combination of the plan itself, else that of the best. */
function firstOf(groups) {
  const inside = (run) => [...groups].find(([, runs]) => runs.includes(run))?.[0];
  const ranked = allRuns().filter((run) => DATA.column.rank[run] > 0).sort((one, other) => DATA.column.rank[one] - DATA.column.rank[other]);
  for (const run of [allRuns().find((one) => flag(one, OWN)), ...ranked]) if (inside(run) !== undefined) return inside(run);
  return TOGETHER;
}

function median(values) {
  const known = values.filter(Number.isFinite).sort((one, other) => one - other), half = known.length >> 1;
  return known.length ? (known.length % 2 ? known[half] : (known[half - 1] + known[half]) / 2) : NaN;
}

/** The least and the greatest value among all runs: colours mean the same on every map. */
function endsOf(name) {
  let ends = [Infinity, -Infinity];
  for (const value of DATA.column["figure/" + name]) if (Number.isFinite(value)) ends = [Math.min(ends[0], value), Math.max(ends[1], value)];
  return ends;
}

function squareOf(runs, name, ends) {
  const value = median(runs.map((run) => valueOf(name, run))), alone = runs.length === 1;
  const refused = runs.every(isRefused);
  return {
    runs, refused, value, text: refused ? say("refused") : told(figureOf(name), value),
    heat: Number.isFinite(value) && ends[1] > ends[0] ? (value - ends[0]) / (ends[1] - ends[0]) : 0,
    plateau: alone && flag(runs[0], PLATEAU), cliff: alone && flag(runs[0], CLIFF), own: runs.some((run) => flag(run, OWN)),
  };
}

/** Squares by row and column; null where nothing was tried. */
function laid(at) {
  const [across, down] = at.axes, ends = endsOf(at.figure), runs = new Map();
  for (const run of at.runs) {
    const place = code(down, run) + "/" + code(across, run);
    runs.set(place, [...(runs.get(place) ?? []), run]);
  }
  return DATA.settings[down].texts.map((_down, y) => DATA.settings[across].texts.map((_across, x) => {
    const here = runs.get(y + "/" + x);
    return here ? squareOf(here, at.figure, ends) : null;
  }));
}

const SIDES = { left: [0, -1], right: [0, 1], above: [-1, 0], below: [1, 0] };

function mark(cell, text, name) {
  const box = document.createElement("b");
  box.className = name;
  box.textContent = text;
  cell.append(" ", box);
}

function drawCell(cell, square, rows, y, x, at) {
  if (!square) {
    cell.textContent = "–";
    return;
  }
  cell.textContent = square.text;
  cell.classList.add(figureOf(at.figure).worse ? "loss" : "gain");
  cell.style.setProperty("--heat", square.heat.toFixed(2));
  if (square.plateau) {
    cell.classList.add("plateau");
    for (const [side, [down, across]] of Object.entries(SIDES)) if (!rows[y + down]?.[x + across]?.plateau) cell.classList.add("edge-" + side);
  }
  if (square.refused) {
    cell.classList.add("refused");
    cell.title = DATA.reasons[DATA.column.reason[square.runs[0]]];
  }
  if (square.own) {
    cell.classList.add("own");
    mark(cell, DATA.marks[0], "mark");
  }
  if (square.cliff) mark(cell, DATA.marks[2], "cliff");
}

/** A sentence on a square: its settings, its figures, and what is to be said of it. */
function sentence(square, at) {
  if (!square) return say("untried");
  if (square.runs.length > 1) return `${say("together")} (${square.runs.length}): ${figureOf(at.figure).title} ${square.text}`;
  const run = square.runs[0], name = heldBy(run, []);
  if (square.refused) return `${name}: ${say("refused")}: ${DATA.reasons[DATA.column.reason[run]]}`;
  const figures = DATA.listed.map((one) => `${figureOf(one).short} ${told(figureOf(one), valueOf(one, run))}`);
  const said = [square.own && say("own"), square.plateau && say("plateau"), square.cliff && say("cliff")].filter(Boolean);
  return `${name}: ${[...said, ...figures].join(", ")}`;
}

function drawMap(at) {
  const table = element("map"), rows = laid(at), [across, down] = at.axes.map((axis) => DATA.settings[axis]);
  fill(table.parentElement, [`${down.name} \\ ${across.name}`, ...across.texts], down.texts.map((text) => [text, ...across.texts.map(() => "")]));
  const made = document.querySelector("#h-map ~ .scroll table");
  made.id = "map";
  made.className = "heat map";
  made.setAttribute("role", "grid");
  made.setAttribute("aria-labelledby", "h-map map-name");
  rows.forEach((squares, y) => {
    const line = made.tBodies[0].rows[y], head = document.createElement("th");
    head.scope = "row";
    head.textContent = down.texts[y];
    line.cells[0].replaceWith(head);
    squares.forEach((square, x) => {
      const cell = line.cells[x + 1];
      cell.tabIndex = -1;
      drawCell(cell, square, rows, y, x, at);
    });
  });
  (made.querySelector("td.own") ?? made.querySelector("td")).tabIndex = 0;
  listen(made, rows, at);
  element("map-name").textContent = at.held === TOGETHER ? say("together") : at.held;
}

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** Arrow keys walk over the map; a square that is pointed at or reached tells all of itself. */
function listen(table, rows, at) {
  const placeOf = (cell) => [cell.parentElement.rowIndex - 1, cell.cellIndex - 1];
  const tell = (event) => {
    const cell = event.target.closest("td");
    if (!cell) return;
    const [y, x] = placeOf(cell);
    element("cell-told").textContent = sentence(rows[y][x], at);
  };
  for (const kind of ["mouseover", "focusin", "click"]) table.addEventListener(kind, tell);
  table.addEventListener("keydown", (event) => {
    const step = ARROWS[event.key], cell = event.target.closest("td");
    if (!step || !cell) return;
    const [y, x] = placeOf(cell), next = table.tBodies[0].rows[y + step[0]]?.cells[x + step[1] + 1];
    if (!next || next.tagName !== "TD") return;
    event.preventDefault();
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}
