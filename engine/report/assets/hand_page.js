// What a plan in the hand shows, and what fingers and keys do to it.

/** A number with so many digits; halfway between two it ends in an even one, as the program writes it. */
function fixed(value, digits) {
  if (Math.abs((value * 2 ** (digits + 1)) % 2) !== 1) return value.toFixed(digits);
  const below = Math.floor(value * 10 ** digits);
  return ((below % 2 ? below + 1 : below) / 10 ** digits).toFixed(digits);
}

/** A chance as the program writes it. */
function chance(value) {
  if (value === 0 || value === 1) return `${100 * value} %`;
  const rare = Math.min(value, 1 - value);
  return `${fixed(100 * value, rare >= 0.01 ? 1 : rare >= 0.0001 ? 2 : 3)} %`;
}
const size = (share) => `${Number((100 * share).toPrecision(4))} %`;
const span = (years) => tell(years === 1 ? "year_1" : "year", { years });
const times = (wealth) => minus(`${fixed(wealth, 2)}x`);
const told = (name) => ({
  overlay: () => size(valueOf("overlay")), buffer: () => size(valueOf("buffer")), years: () => span(DATA.axes.years[CHOICE.years]),
  rate: () => (DATA.axes.rate[CHOICE.rate] ? tell("every", { crash: DATA.crash, span: span(Number((1 / DATA.axes.rate[CHOICE.rate]).toPrecision(3))) }) : say("never")),
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
  Object.assign(element("notes"), { textContent: say("notes"), hidden: !say("notes") });
  element("share").textContent = say(navigator.share ? "share" : "copy");
  element("shared").textContent = "";
  for (const box of document.querySelectorAll(".legend")) box.replaceChildren(...DATA.curves.map(signed));
}

/** The sign of a line of the charts, and what it is. */
function signed(event, place) {
  const line = document.createElement("span"), sign = Object.assign(document.createElement("span"), { className: "sign" });
  sign.style.borderTop = `3px ${["solid", "dashed", "dotted"][place]} var(${INKS[place]})`;
  line.append(sign, say(event));
  return line;
}

/** The answer in a sentence; where nothing was seen to happen, how likely it may still be. */
function answer(points, interval) {
  const sold = at("forced_sale", points), worst = times(at("wealth/0.01", points)), middle = times(at("wealth/0.5", points));
  const told = tell(sold ? "answer" : "answer_none", {
    what: say(DATA.what), overlay: size(valueOf("overlay")), buffer: size(valueOf("buffer")), profile: DATA.axes.profile[CHOICE.profile], years: DATA.axes.years[CHOICE.years],
    chance: chance(sold), interval: interval("forced_sale"), high: chance(at("forced_sale/high", points)), basis: say(DATA.histories ? "basis" : "basis_simulation"),
    worst, middle, fund: times(at("fund/0.5", points)),
  });
  return points.length === 1 ? told : `${told} ${say("lies")}`;
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
  element("answer").textContent = answer(points, interval);
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

function backToPlan() {
  readChoice(new URLSearchParams({ lang: DATA.locale }));
  setControls();
  show();
  keepChoice();
}

/** Hand the answer, its command and its place on to another program of the phone; where none is told of, copy them. */
async function share() {
  const place = location.protocol === "file:" ? location.hash : location.href;
  const text = [element("answer").textContent, element("command").textContent, place].join("\n\n");
  try {
    await (navigator.share ? navigator.share({ title: document.title, text }) : navigator.clipboard.writeText(text));
    element("shared").textContent = navigator.share ? "" : say("copied");
  } catch (error) {
    element("shared").textContent = error.name === "AbortError" ? "" : say("not_copied");
  }
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
  element("own").addEventListener("click", backToPlan);
  element("share").hidden = !(navigator.share || navigator.clipboard);
  element("share").addEventListener("click", share);
  element("made").textContent = DATA.made;
  addEventListener("hashchange", fromAddress);
  document.documentElement.dataset.drawn = "1";
}

start();
