// Whether differences are more than chance: the stationary bootstrap of Politis and Romano (1994), blocks summed by
// prefix sums, and the p-values of Romano and Wolf (2005) for several looks. As engine.analysis.uncertainty and looks.

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Sums up to each place of series that follow on themselves, place by place: (2 n + 1) numbers of each. */
function prefixSums(series) {
  const width = series.length, count = series[0].length, sums = new Float64Array((2 * count + 1) * width);
  for (let place = 0; place < 2 * count * width; place += 1) sums[place + width] = sums[place] + series[place % width][Math.floor(place / width) % count];
  return sums;
}

/** Mean of each series in each resample; all live through the same sessions. */
function resampledMeans(series, plan) {
  const random = seeded(plan.seed), count = series[0].length, rate = Math.log1p(-1 / plan.block), width = series.length;
  const sums = prefixSums(series), means = series.map(() => new Float64Array(plan.count)), found = new Float64Array(width);
  for (let row = 0; row < plan.count; row += 1) {
    found.fill(0);
    for (let done = 0; done < count; ) {
      const begin = Math.floor(random() * count);
      const length = Math.min(plan.block > 1 ? 1 + Math.floor(Math.log1p(-random()) / rate) : 1, count - done);
      for (let one = 0, to = (begin + length) * width, from = begin * width; one < width; one += 1) found[one] += sums[to + one] - sums[from + one];
      done += length;
    }
    for (let one = 0; one < width; one += 1) means[one][row] = found[one] / count;
  }
  return means;
}

/** Linear between order statistics. */
function quantile(sorted, share) {
  const place = (sorted.length - 1) * share, low = Math.floor(place);
  return sorted[low] + (place - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

const ROUNDING = 1e-12;

/** Two-sided p-value of each difference, for as many looks as there are. */
function adjustedChances(differences, drawn) {
  const means = drawn.map((row) => total(row) / row.length);
  const spread = drawn.map((row, one) => Math.sqrt(row.reduce((sum, value) => sum + (value - means[one]) ** 2, 0) / row.length));
  const size = differences.map((value, one) => (spread[one] > ROUNDING ? Math.abs(value) / spread[one] : Math.abs(value) > ROUNDING ? Infinity : 0));
  const order = size.map((_value, one) => one).sort((a, b) => size[b] - size[a]);
  const largest = new Float64Array(drawn[0].length), chances = new Array(size.length);
  for (const one of [...order].reverse()) {
    const found = drawn[one];
    let beyond = 1;
    for (let row = 0; row < found.length; row += 1) {
      const noise = spread[one] > ROUNDING ? Math.abs(found[row] - means[one]) / spread[one] : 0;
      if (noise > largest[row]) largest[row] = noise;
      if (largest[row] >= size[one]) beyond += 1;
    }
    chances[one] = beyond / (found.length + 1);
  }
  let surest = 0;
  for (const one of order) chances[one] = surest = Math.max(surest, chances[one]);
  return chances;
}

/** The pairs of one family with their intervals: [run, against] by place, -1 for bills. */
function family(pairs, means, drawn, plan, years) {
  const less = (found, [run, against]) => (against < 0 ? found[run] : found[run].map((value, row) => value - found[against][row]));
  const apart = pairs.map((pair) => less(means.map((value) => [value]), pair)[0] * years), rows = pairs.map((pair) => Array.from(less(drawn, pair), (value) => value * years));
  const chances = pairs.length ? adjustedChances(apart, rows) : [];
  return pairs.map(([run, against], one) => {
    const sorted = Float64Array.from(rows[one]).sort(), tail = (1 - plan.level) / 2;
    const low = quantile(sorted, tail), high = quantile(sorted, 1 - tail);
    return { run, against, difference: apart[one], low, high, alone: low > 0 || high < 0, beyond: chances[one] <= 1 - plan.level, looks: pairs.length };
  });
}

/** Differences of runs in return over bills, and of each run from bills; why there is none in `why` where time is too short. */
function differencesOf(cuts) {
  const plan = DATA.live.plan, shortest = cuts.reduce((short, one) => (one.life < short.life ? one : short));
  const years = yearsOf(shortest.days, shortest.life), count = shortest.life - 1, least = Math.ceil(DATA.live.least_blocks * plan.block);
  if (count < least) return { rows: [], why: tell("note.few_returns", { count, block: plan.block, least }) };
  if (years < DATA.live.least_year) return { rows: [], why: tell("note.few_years", { years: years.toFixed(2) }) };
  const series = cuts.map((one) => excessOf({ ...one, life: shortest.life }));
  const drawn = resampledMeans(series, plan), means = series.map((values) => total(values) / values.length), base = DATA.live.baseline;
  const places = cuts.map((_one, place) => place);
  const pairs = base === null ? places.flatMap((one) => places.filter((other) => other > one).map((other) => [other, one])) : places.filter((one) => one !== base).map((one) => [one, base]);
  const a = perYear(shortest.days);
  return { rows: [...family(places.map((one) => [one, -1]), means, drawn, plan, a), ...family(pairs, means, drawn, plan, a)], why: "" };
}
