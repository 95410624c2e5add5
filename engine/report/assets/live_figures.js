// Figures of a period, worked out in the browser as the program does (engine.analysis): columns in, numbers out.

/**
 * A run between two sessions: what it opens with is its equity at the close of the first, on which nothing is earned.
 * Where money was paid in or taken out `equity` leaves that out, `money` is what there was, and `came` and `went` are
 * what flowed.
 */
function cut(run, at) {
  const of = (name) => Float64Array.from(slice(column(run, name), at));
  const days = Array.from(slice(DATA.days, at)), equity = of("equity"), bills = Float64Array.from(slice(DATA.column.bills, at), (units, place) => (place ? (units / DATA.live.bill_units) * (days[place] - days[place - 1]) : 0));
  const gone = equity.findIndex((value) => value <= 0);
  const daily = equity.map((value, place) => (place && equity[place - 1] > 0 ? value / equity[place - 1] - 1 : 0));
  const costs = Float64Array.from(slice(column(run, "share/costs"), at), (units) => -units / DATA.live.units);
  const money = run + "/money" in DATA.column ? of("money") : equity;
  const flowed = (name) => (run + "/" + name in DATA.column ? of(name).slice(1) : []);
  return { days, equity, money, came: flowed("came"), went: flowed("went"), bills, costs, daily, falls: of("fall"), short: slice(column(run, "short"), at), own: run + "/own" in DATA.column ? of("own") : equity, life: gone < 0 ? equity.length : gone + 1 };
}

const yearsOf = (days, life) => (days[life - 1] - days[0]) / DATA.live.days_per_year;
const weekday = (day) => (day + 3) % 7;
const perYear = (days) => (days.slice(0, 7).some((day) => weekday(day) > 4) ? 365 : 252);
const total = (values) => values.reduce((sum, value) => sum + value, 0);
const grown = (values) => values.reduce((worth, value) => worth * (1 + value), 1) - 1;
const returnsOf = (one) => one.daily.slice(1, one.life);
const excessOf = (one) => returnsOf(one).map((value, place) => value - one.bills[place + 1]);

/** The figures of the first screen; null where one is not defined. */
function figuresOf(one) {
  const years = yearsOf(one.days, one.life), enough = years >= DATA.live.least_year;
  const last = one.equity[one.life - 1], ratio = last / one.equity[0], excess = excessOf(one);
  return {
    cagr: years > 0 && last <= 0 ? -1 : enough ? ratio ** (1 / years) - 1 : null,
    total: one.life > 1 && one.equity[0] > 0 ? Math.max(ratio, 0) - 1 : null,
    final: one.money[one.money.length - 1],
    came: total(one.came), went: total(one.went),
    excess: enough ? (total(excess) / excess.length) * perYear(one.days) : null,
    bills: grown(one.bills.slice(1, one.life)),
    lost: last <= 0 ? one.days[one.life - 1] : null,
    worst: deepest(one), near: nearest(one), cost: costDrag(one, years),
  };
}

function deepest(one) {
  const depths = fallsOf(one.equity);
  const place = depths.reduce((low, depth, at) => (depth < depths[low] ? at : low), 0);
  return { depth: depths[place], day: one.days[place] };
}

/** The session on which a margin call was nearest; null where nothing held needed margin. */
function nearest(one) {
  const held = one.days.map((_day, place) => place).filter((place) => place < one.life && Number.isFinite(one.falls[place]));
  if (!held.length) return null;
  const never = (place) => one.falls[place] >= 1 && one.short[place] !== 1;
  const nearer = (place, than) => (never(place) === never(than) ? one.falls[place] < one.falls[than] : never(than));
  const place = held.reduce((low, other) => (nearer(other, low) ? other : low));
  return { move: one.falls[place], day: one.days[place], rise: one.short[place] === 1, never: never(place) };
}

/** Trading costs a year and per unit of mean equity, both in the account's currency. */
function costDrag(one, years) {
  const alive = one.own.slice(0, one.life).filter((value) => value > 0);
  if (years < DATA.live.least_year || !alive.length) return null;
  const costs = total(one.costs.slice(1, one.life).map((share, place) => share * one.own[place]));
  return costs / years / (total(alive) / alive.length);
}

/** The deepest falls from high to high, deepest first. */
function episodes(one, count) {
  const equity = one.equity.slice(0, one.life), depths = fallsOf(equity), troughs = [];
  for (let place = 0; place < depths.length; place += 1) {
    if (!(depths[place] < 0)) continue;
    let low = place;
    for (; place < depths.length && depths[place] < 0; place += 1) if (depths[place] < depths[low]) low = place;
    troughs.push(low);
  }
  return troughs.sort((a, b) => depths[a] - depths[b]).slice(0, count).map((trough) => fallOf(one.days, equity, depths, trough));
}

function fallOf(days, equity, depths, trough) {
  const before = equity.slice(0, trough + 1), high = before.reduce((top, value) => Math.max(top, value));
  const peak = before.lastIndexOf(high), back = equity.findIndex((value, place) => place >= trough && value >= high);
  const recovered = back >= 0;
  return {
    depth: depths[trough], peak: days[peak], trough: days[trough], recovery: recovered ? days[back] : null,
    sessions: (recovered ? back : equity.length - 1) - peak, toRecovery: recovered ? back - trough : null,
  };
}

/** Compounded return of each stretch of sessions of one name, (n,): a Map, in order of time. */
function compounded(one, names) {
  const worth = new Map();
  names.forEach((name, place) => worth.set(name, (worth.get(name) ?? 1) * (1 + one.daily[place])));
  return new Map([...worth].map(([name, value]) => [name, value - 1]));
}

/** What a run returned over bills while a label was on: a year, or of less than one in all; and the share of time. */
function within(one, codes, code) {
  const chosen = one.days.map((_day, place) => place).filter((place) => codes[place] === code);
  const years = total(chosen.map((place) => (place ? one.days[place] - one.days[place - 1] : 0))) / DATA.live.days_per_year;
  const sum = total(chosen.map((place) => one.daily[place] - one.bills[place]));
  const told = chosen.length > 1, added = told && years < DATA.live.least_year;
  return { sessions: chosen.length, share: chosen.length / one.days.length, added, excess: !told ? null : added ? sum : (sum / chosen.length) * perYear(one.days) };
}
