// The small charts of a plan in the hand.

const WIDTH = 360, HEIGHT = 190, LEFT = 46, RIGHT = 10, TOP = 10, BOTTOM = 26;
const INKS = ["--line-1", "--line-0", "--line-2"], DASHES = ["", "7 3", "2 3"];

function shape(kind, values, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", kind);
  for (const [name, value] of Object.entries(values)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

/** The least of 1, 2, 5 times a power of ten that is no less than a share; all where it is half or more. */
function topOf(share) {
  const power = 10 ** Math.floor(Math.log10(Math.max(share, 0.0005)));
  return Math.min([1, 2, 5, 10].map((one) => one * power).find((one) => one >= share) ?? 1, 1);
}

/** A chart in a box: lines of values over places from the first to the last, a band around the first one, dots on it, and where the reader stands. */
function chart(box, { places, lines, band, dots = [], here, form, title }) {
  const [first, last] = [places[0], places[places.length - 1]];
  const top = topOf(Math.max(...lines.flat(), ...(band ? band.flat() : [])));
  const across = (value) => LEFT + (last > first ? (value - first) / (last - first) : 0) * (WIDTH - LEFT - RIGHT), up = (share) => HEIGHT - BOTTOM - (share / top) * (HEIGHT - TOP - BOTTOM);
  const through = (values) => values.map((value, place) => `${across(places[place]).toFixed(1)},${up(value).toFixed(1)}`);
  const levels = [0, 0.5, 1].flatMap((part) => [
    shape("line", { class: "rule", x1: LEFT, x2: WIDTH - RIGHT, y1: up(part * top), y2: up(part * top) }),
    shape("text", { x: LEFT - 6, y: up(part * top) + 4, "text-anchor": "end" }, `${Number((part * top * 100).toPrecision(3))} %`),
  ]);
  const ends = [[first, "start"], [(first + last) / 2, "middle"], [last, "end"]].map(([value, anchor]) => shape("text", { x: across(value), y: HEIGHT - 8, "text-anchor": anchor }, form(value)));
  const around = band ? [shape("polygon", { class: "band", points: [...through(band[0]), ...through(band[1]).reverse()].join(" "), style: `fill:var(${INKS[0]})` })] : [];
  const drawnLines = lines.map((values, place) => shape("polyline", { points: through(values).join(" "), style: `stroke:var(${INKS[place]})`, "stroke-dasharray": DASHES[place] }));
  const marks = dots.map((value) => shape("circle", { cx: across(value), cy: up(lines[0][places.indexOf(value)]), r: 3, style: `fill:var(${INKS[0]})` }));
  const stands = here === undefined ? [] : [shape("line", { class: "here", x1: across(here), x2: across(here), y1: TOP, y2: HEIGHT - BOTTOM })];
  box.setAttribute("aria-label", title);
  box.replaceChildren(...levels, ...ends, ...around, ...drawnLines.reverse(), ...marks, ...stands);
}

function drawByOverlay() {
  const places = [...new Set([...DATA.axes.overlay, valueOf("overlay")])].sort((one, other) => one - other);
  const points = places.map((overlay) => corners(overlay)), along = (name) => points.map((one) => at(name, one));
  chart(element("by-overlay"), {
    places, lines: DATA.curves.map(along), band: ["forced_sale/low", "forced_sale/high"].map(along), dots: DATA.axes.overlay, here: valueOf("overlay"), form: size, title: say("by_overlay"),
  });
}

function drawByYear(points) {
  const places = Array.from({ length: DATA.axes.years[CHOICE.years] + 1 }, (_none, year) => year);
  chart(element("by-year"), { places, lines: DATA.curves.map((event) => byYear(event, points)), form: (year) => span(Number(year.toFixed(1))), title: say("by_year") });
}
