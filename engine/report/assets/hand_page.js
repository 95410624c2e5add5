// What a plan in the hand shows, and what fingers and keys do to it.

/** A chance as the program writes it. */
function chance(value) {
  if (value === 0 || value === 1) return `${100 * value} %`;
  const rare = Math.min(value, 1 - value);
  return `${(100 * value).toFixed(rare >= 0.01 ? 1 : rare >= 0.0001 ? 2 : 3)} %`;
}
const size = (share) => `${Number((100 * share).toPrecision(4))} %`;
const times = (wealth) => `${wealth.toFixed(2)}x`;
const told = (name) => ({
  overlay: () => size(valueOf("overlay")), buffer: () => size(valueOf("buffer")), years: () => tell("year", { years: DATA.axes.years[CHOICE.years] }),
  rate: () => (DATA.axes.rate[CHOICE.rate] ? tell("every", { crash: DATA.crash, years: Number((1 / DATA.axes.rate[CHOICE.rate]).toPrecision(3)) }) : tell("never", { crash: DATA.crash })),
})[name]();

function speak(language) {
  DATA.words = DATA.languages[language];
  DATA.locale = document.documentElement.lang = language;
  for (const box of document.querySelectorAll("[data-say]")) box.textContent = say(box.dataset.say);
  document.querySelector("footer p").textContent = say("footer");
  document.title = say("title") + " · mmf-overlay";
  const other = Object.keys(DATA.languages).find((one) => one !== language);
  Object.assign(element("language"), { lang: other, textContent: DATA.languages[other].called });
  element("method").textContent = tell("method", { paths: DATA.paths.toLocaleString("en-US"), histories: DATA.histories, seed: DATA.seed, first: DATA.first, last: DATA.last, points: column("forced_sale").length.toLocaleString("en-US") });
  element("legend").replaceChildren(...DATA.curves.map((event, place) => {
    const line = Object.assign(document.createElement("span"), {}), sign = Object.assign(document.createElement("span"), { className: "sign" });
    sign.style.borderTop = `3px ${["solid", "dashed", "dotted"][place]} var(${INKS[place]})`;
    line.append(sign, say(event));
    return line;
  }));
}

/** Write and draw everything again: what was computed at the choice, or lies straight between. */
function show() {
  const points = corners(), interval = (event) => tell("between", { low: chance(at(event + "/low", points)), high: chance(at(event + "/high", points)) });
  for (const name of [...SLIDING, ...SNAPPING]) {
    element("said-" + name).textContent = told(name);
    element(name).setAttribute("aria-valuetext", told(name));
  }
  for (const event of DATA.events) {
    document.querySelector(`[data-chance="${event}"]`).textContent = chance(at(event, points));
    document.querySelector(`[data-interval="${event}"]`).textContent = interval(event);
  }
  for (const box of document.querySelectorAll("[data-wealth]")) box.textContent = times(at(box.dataset.wealth, points));
  element("answer").textContent = tell(DATA.histories ? "answer" : "answer_simulation", {
    what: say(DATA.what), overlay: size(valueOf("overlay")), buffer: size(valueOf("buffer")), profile: DATA.axes.profile[CHOICE.profile], years: DATA.axes.years[CHOICE.years],
    chance: chance(at("forced_sale", points)), interval: interval("forced_sale"), worst: times(at("wealth/0.01", points)), middle: times(at("wealth/0.5", points)), fund: times(at("fund/0.5", points)),
  });
  element("kept").textContent = say(points.length === 1 ? "computed" : "straight");
  element("command").textContent = commandOf(points);
  drawByOverlay();
  drawByYear(points);
}

function setControls() {
  for (const name of [...SLIDING, ...SNAPPING]) element(name).value = CHOICE[name];
  for (const box of document.querySelectorAll("#profiles input")) box.checked = box.value === DATA.axes.profile[CHOICE.profile];
}

/** Marks below a slider where something was computed. */
function markComputed(name) {
  const steps = DATA.steps[name], last = steps.length - 1;
  element("marks-" + name).replaceChildren(...DATA.axes[name].map((value) => {
    const mark = document.createElement("i");
    mark.style.left = `${(100 * steps.indexOf(value)) / Math.max(last, 1)}%`;
    return mark;
  }));
}

function moved() {
  for (const name of [...SLIDING, ...SNAPPING]) CHOICE[name] = Number(element(name).value);
  CHOICE.profile = DATA.axes.profile.indexOf(document.querySelector("#profiles input:checked").value);
  show();
}

function fromAddress() {
  readChoice();
  setControls();
  show();
}

async function start() {
  if (typeof DecompressionStream === "undefined") {
    element("too-old").hidden = false;
    return;
  }
  DATA = await readData();
  for (const name of SLIDING) markComputed(name);
  fromAddress();
  keepChoice();
  element("controls").addEventListener("input", moved);
  // browsers count how often a page writes its address: once a move is over is enough
  element("controls").addEventListener("change", keepChoice);
  element("controls").addEventListener("submit", (event) => event.preventDefault());
  element("language").addEventListener("click", () => { speak(element("language").lang); show(); keepChoice(); });
  addEventListener("hashchange", fromAddress);
  document.documentElement.dataset.drawn = "1";
}

start();
