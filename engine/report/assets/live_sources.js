// Where the return of a period came from: each session's gains by source, as shares of the equity before it.

/** Shares by source of a run between two sessions; the overlay's is what the others leave of the return. */
function sharesOf(run, one, at) {
  const shares = {};
  for (const source of SOURCES.filter((name) => `${run}/share/${name}` in DATA.column)) {
    shares[source] = Float64Array.from(slice(column(run, "share/" + source), at), (units, place) => (place ? (units / DATA.live.units) * (source === "carry" ? one.days[place] - one.days[place - 1] : 1) : 0));
  }
  const others = Object.values(shares);
  return { ...shares, overlay: one.daily.map((value, place) => value - total(others.map((share) => share[place]))) };
}

const weightOf = (value) => (value ? Math.log1p(value) / value : 1);

/** What each source adds to the compounded return of some sessions (Carino 1999); nulls where the account was lost. */
function contributionsOf(one, shares, places) {
  const lost = places.some((place) => one.daily[place] <= -1 || (place && one.equity[place - 1] <= 0));
  const whole = weightOf(Math.expm1(total(places.map((place) => Math.log1p(one.daily[place])))));
  const linked = (share) => (lost ? null : total(places.map((place) => weightOf(one.daily[place]) * share[place])) / whole);
  return Object.fromEntries(Object.entries(shares).map(([source, share]) => [source, linked(share)]));
}

const wholePeriod = (at) => at.first === 0 && at.last === DATA.days.length - 1;
const asColumns = (key, names, rows, sources) => ({ [key]: names, ...Object.fromEntries(sources.map((source) => [source, rows.map((row) => row[source])])) });

/** Contributions by year of the run in focus. */
function sourcesByYear(at) {
  const written = DATA.years[DATA.runs[at.focus].name];
  if (wholePeriod(at)) return written;
  const one = cut(at.focus, at), shares = sharesOf(at.focus, one, at), years = new Map();
  one.days.forEach((day, place) => years.set(iso(day).slice(0, 4), [...(years.get(iso(day).slice(0, 4)) ?? []), place]));
  const rows = [...years.values()].map((places) => contributionsOf(one, shares, places));
  return asColumns("year", [...years.keys()], rows, SOURCES.filter((source) => source in written));
}

/** What each source brought in each regime of the run in focus, in money. */
function sourcesByRegime(at) {
  const written = DATA.regimes[at.scheme][DATA.runs[at.focus].name];
  if (wholePeriod(at)) return written;
  const one = cut(at.focus, at), shares = sharesOf(at.focus, one, at), codes = slice(DATA.column["label/" + at.scheme], at);
  const held = DATA.live.order[at.scheme].filter((code) => codes.includes(code));
  const rows = held.map((code) => {
    const places = one.days.map((_day, place) => place).filter((place) => place && codes[place] === code);
    return Object.fromEntries(Object.entries(shares).map(([source, share]) => [source, total(places.map((place) => share[place] * Math.max(one.money[place - 1], 0)))]));
  });
  return asColumns("regime", held.map((code) => DATA.labels[at.scheme][code]), rows, SOURCES.filter((source) => source in written));
}
