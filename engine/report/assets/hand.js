// A plan in the hand: what is chosen, and what was computed there or near it.

const CHOICE = { overlay: 0, buffer: 0, profile: 0, years: 0, rate: 0 };
const SLIDING = ["overlay", "buffer"], SNAPPING = ["years", "rate"];

const joined = new Map();
/** A column of doubles, to the last bit. */
function column(name) {
  if (!joined.has(name)) {
    const [low, high] = [DATA.column[name + "/0"], DATA.column[name + "/1"]], bits = new Int32Array(2 * low.length);
    low.forEach((half, place) => { bits[2 * place] = half; bits[2 * place + 1] = high[place]; });
    joined.set(name, new Float64Array(bits.buffer));
  }
  return joined.get(name);
}

const valueOf = (name) => DATA.steps[name][CHOICE[name]];

/** The computed values on either side of one, by their places, and how far it is from the first to the second. */
function around(values, value) {
  const after = values.findIndex((one) => one >= value);
  if (after < 0) return [values.length - 1, values.length - 1, 0];
  return values[after] === value || after === 0 ? [after, after, 0] : [after - 1, after, (value - values[after - 1]) / (values[after] - values[after - 1])];
}

/** The number of a point. */
function point(at) {
  const { years, rate, profile, buffer, overlay } = DATA.axes;
  return (((at.years * rate.length + at.rate) * profile.length + at.profile) * buffer.length + at.buffer) * overlay.length + at.overlay;
}

/** The points around an overlay and a buffer, each with its weight: one alone where it was computed. */
function corners(overlay = valueOf("overlay"), buffer = valueOf("buffer")) {
  const [left, right, across] = around(DATA.axes.overlay, overlay), [below, above, up] = around(DATA.axes.buffer, buffer);
  const all = [[left, below, (1 - across) * (1 - up)], [right, below, across * (1 - up)], [left, above, (1 - across) * up], [right, above, across * up]];
  return all.filter(([, , weight]) => weight > 0).map(([one, other, weight]) => [point({ ...CHOICE, overlay: one, buffer: other }), weight]);
}

const weighed = (points, value) => points.length === 1 ? value(points[0][0]) : points.reduce((sum, [place, weight]) => sum + weight * value(place), 0);
/** What a column says, straight between computed points. */
const at = (name, points) => weighed(points, (place) => column(name)[place]);

/** Shares of paths with an event by the end of each year, from the beginning on. */
function byYear(event, points) {
  const { years } = DATA.axes, each = column("forced_sale").length / years.length;
  const before = years.slice(0, CHOICE.years).reduce((sum, one) => sum + one * each, 0), length = years[CHOICE.years];
  const first = (place) => before + (place - CHOICE.years * each) * length;
  return [0, ...Array.from({ length }, (_none, year) => weighed(points, (place) => DATA.column["curve/" + event][first(place) + year]))];
}

/** The command that says the same of a computed point; of several, of the nearest. */
function commandOf(points) {
  const [place] = points.reduce((best, one) => (one[1] > best[1] ? one : best)), { overlay, buffer } = DATA.axes;
  const one = place % overlay.length, other = Math.floor(place / overlay.length) % buffer.length;
  const sets = [[DATA.names.profile, DATA.axes.profile[CHOICE.profile]], [DATA.names.overlay, overlay[one]], [DATA.names.buffer, buffer[other]], ...Object.entries(DATA.higher[one])];
  const rate = DATA.axes.rate[CHOICE.rate];
  return [
    DATA.command, ...sets.filter(([name]) => name).map(([name, value]) => `--set ${name}=${value}`), `--years ${DATA.axes.years[CHOICE.years]}`,
    ...(rate ? [`--crash ${DATA.crash}:${rate}`] : []), DATA.drawn,
  ].join(" ");
}

/** The choice stands in the address, so that a link to the file shows the same. */
function keepChoice() {
  const kept = new URLSearchParams();
  for (const name of SLIDING) kept.set(name, valueOf(name));
  for (const name of ["profile", ...SNAPPING]) kept.set(name, DATA.axes[name][CHOICE[name]]);
  kept.set("lang", DATA.locale);
  if (location.protocol !== "about:") history.replaceState(null, "", "#" + kept);
}

/** The place of a value nearest to what is asked for, and of a name as it is; the one that there is for what is neither. */
function placeOf(values, text, there) {
  if (text === null || text === "") return there;
  if (typeof values[0] === "string") return Math.max(values.indexOf(text), values.includes(text) ? 0 : there);
  const asked = Number(text);
  return Number.isFinite(asked) ? values.reduce((best, one, place) => (Math.abs(one - asked) < Math.abs(values[best] - asked) ? place : best), 0) : there;
}

/** What an address asks for; of what it does not say, the plan's own. */
function readChoice(kept = new URLSearchParams(location.hash.slice(1))) {
  const { own } = DATA;
  for (const name of SLIDING) CHOICE[name] = placeOf(DATA.steps[name], kept.get(name), placeOf(DATA.steps[name], own[name], 0));
  CHOICE.profile = placeOf(DATA.axes.profile, kept.get("profile"), placeOf(DATA.axes.profile, own.profile, 0));
  CHOICE.years = placeOf(DATA.axes.years, kept.get("years"), placeOf(DATA.axes.years, 20, 0));
  CHOICE.rate = placeOf(DATA.axes.rate, kept.get("rate"), 0);
  const language = kept.get("lang");
  speak(language in DATA.languages ? language : DATA.language);
}
