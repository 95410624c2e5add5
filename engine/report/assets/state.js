"use strict";
// The data of the page, and what the reader has chosen to see.

const DAY = 86400000;
let DATA = null;

async function unpacked(id) {
  const text = document.getElementById(id).textContent.trim();
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

async function readData() {
  const buffer = await unpacked("payload");
  const length = new DataView(buffer).getUint32(0, true);
  const data = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  data.column = {};
  for (const [name, [kind, offset, count, units]] of Object.entries(data.columns)) {
    const bytes = new Uint8Array(buffer, 4 + length + offset);
    data.column[name] = kind === "u1" ? bytes.slice(0, count) : addedUp(bytes, count, kind, units);
  }
  data.days = data.column.date;
  return data;
}

/** A column that was packed as differences of its bits, all first bytes before all second ones. */
function addedUp(bytes, count, kind, units) {
  const bits = new Uint32Array(count);
  for (let place = 0, sum = 0; place < count; place += 1) {
    sum += bytes[place] + (bytes[count + place] << 8) + (bytes[2 * count + place] << 16) + (bytes[3 * count + place] << 24);
    bits[place] = sum |= 0;
  }
  if (kind === "f4") return new Float32Array(bits.buffer);
  const whole = new Int32Array(bits.buffer);
  return kind === "d4" ? Float64Array.from(whole, (value) => (value === -(2 ** 31) ? NaN : value / units)) : whole;
}

const say = (key) => DATA.words[key];
const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const dayOf = (text) => Math.round(Date.parse(text + "T00:00:00Z") / DAY);
const element = (id) => document.getElementById(id);
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
/** Minus signs before negative numbers; hyphens of dates, names and settings stay. As `frame.minus` does. */
const minus = (text) => text.replace(/(?<![A-Za-z0-9_.=/:,-])-(?=\d)/g, "\u2212");
const number = (value, digits, unit) =>
  Number.isFinite(value)
    ? minus((unit === "percent" ? value * 100 : value).toLocaleString(DATA.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }) + (unit === "percent" ? "%" : ""))
    : "–";
const byMyriads = () => (DATA.money?.scale ?? "1") !== "1";
const currencyName = (code) => DATA.money?.[code] ?? code;

/** Ten thousands and their squares, as `engine.words.money` has them. */
function myriads(value) {
  const [ten, square] = DATA.money.scale, parts = [[Math.floor(value / 1e8), square], [Math.floor(value / 1e4) % 1e4, ten], [value % 1e4, ""]];
  return parts.filter(([part]) => part).map(([part, unit]) => part.toLocaleString("en-US") + unit).join("") || "0";
}

/** A sentence with its amounts as the language tells them. */
function inWords(text) {
  if (!byMyriads()) return text;
  return text.replace(/(?<=\d) (?=[\u3041-\u30f6\u4e00-\u9fff])/g, "\u00a0").replace(/(?<![\w.,])(\d[\d,]*) (JPY|USD)(?![\w/])/g, (_all, amount, code) =>
    code === "JPY" ? myriads(Number(amount.replaceAll(",", ""))) + currencyName(code) : amount + " " + currencyName(code));
}

/** An amount in a narrow cell, yen from ten million on in ten thousands where the language counts in them. */
function amountOf(value, currency) {
  if (!byMyriads() || currency !== "JPY") return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
  const unit = Math.abs(value) >= 1e7 ? 1e4 : 1;
  return (value < 0 ? "\u2212" : "") + myriads(Math.round(Math.abs(value) / unit) * unit);
}

/** A sentence of the catalogue with what it speaks of. */
const tell = (key, values = {}) => inWords(say(key).replace(/\{(\w+)[^}]*\}/g, (_all, name) => values[name]));
const between = (low, high) => tell("differences.between", { low, high });

/** Places of the first session on or after `from` and of the last on or before `to`. */
function placesOf(from, to) {
  const days = DATA.days;
  let first = days.findIndex((day) => day >= from);
  if (first < 0) first = days.length - 1;
  let last = days.length - 1;
  while (last > first && days[last] > to) last -= 1;
  return [first, Math.max(last, first)];
}

/** What the controls say now. */
function chosen() {
  const shown = [...document.querySelectorAll("#shown input:checked")].map((box) => Number(box.value));
  const [first, last] = placesOf(dayOf(element("from").value), dayOf(element("to").value));
  return {
    shown, first, last,
    focus: Number(element("focus").value),
    scheme: element("scheme").value,
    log: element("log").checked,
    rebased: element("rebased").checked,
    benchmark: element("benchmark").checked,
    window: Number(element("window")?.value ?? 1),
  };
}

/** Sets the two dates to what the list of periods says. */
function applyPeriod() {
  const value = element("period").value;
  const from = element("from"), to = element("to");
  if (value === "own") return;
  element("wrong-date").hidden = true;
  const years = value.startsWith("last-") ? Number(value.slice(5)) : 0;
  if (value === "all" || years) {
    to.value = to.max;
    const begin = new Date(to.max + "T00:00:00Z");
    begin.setUTCFullYear(begin.getUTCFullYear() - years);
    from.value = years ? [begin.toISOString().slice(0, 10), from.min].sort().pop() : from.min;
  } else {
    [from.value, to.value] = value.split("_");
  }
}

/** A day as people write it, with or without its signs, as an ISO date; empty where there is no such day. */
function isoOf(text) {
  const [, year, month, day] = /^\s*(\d{4})\D?(\d{1,2})\D?(\d{1,2})\s*$/.exec(text) ?? [];
  if (!year) return "";
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`, made = new Date(date + "T00:00:00Z");
  return Number.isNaN(made.getTime()) || made.toISOString().slice(0, 10) !== date ? "" : date;
}

/** Whether both dates are days of the data, the first no later than the second; what is wrong stands below them. */
function datesAreRight() {
  const from = element("from"), to = element("to");
  const wrong = [from, to].find((box) => !isoOf(box.value));
  for (const box of [from, to]) box.value = isoOf(box.value) || box.value;
  const outside = [from, to].find((box) => box.value < box.min || box.value > box.max);
  const sentence = wrong ? tell("outcomes.no_date", { text: wrong.value }) : outside ? tell("outcomes.outside", { text: outside.value, first: from.min, last: to.max })
    : from.value > to.value ? tell("outcomes.turned", { from: from.value, to: to.value }) : "";
  for (const box of [from, to]) box.setAttribute("aria-invalid", String(Boolean(sentence) && (box === (wrong ?? outside) || !(wrong ?? outside))));
  element("wrong-date").textContent = sentence;
  element("wrong-date").hidden = !sentence;
  return !sentence;
}

const KEPT = ["focus", "period", "from", "to", "scheme", "window"].filter(element), FLAGS = ["log", "rebased", "benchmark"];

/** The choice stands in the address, so that a link to the file shows the same. */
function keepInAddress() {
  const kept = new URLSearchParams();
  for (const id of KEPT) kept.set(id, element(id).value);
  for (const id of FLAGS) kept.set(id, element(id).checked ? "1" : "0");
  kept.set("shown", chosen().shown.join("."));
  // a page within another has no address of its own
  if (location.protocol !== "about:") history.replaceState(null, "", "#" + kept);
}

function readAddress() {
  const kept = new URLSearchParams(location.hash.slice(1));
  for (const id of KEPT) {
    if (!kept.has(id)) continue;
    const box = element(id), value = kept.get(id);
    const known = box.options ? [...box.options].some((option) => option.value === value) : isoOf(value) === value && value >= box.min && value <= box.max;
    if (known) box.value = value;
  }
  for (const id of FLAGS) if (kept.has(id)) element(id).checked = kept.get(id) === "1";
  if (!kept.has("shown")) return;
  const shown = kept.get("shown").split(".");
  for (const box of document.querySelectorAll("#shown input")) box.checked = shown.includes(box.value);
}
