"""Nobody at the desk: for how long accounts do without anybody, and what their brokers do to them meanwhile.

python -m validation.absence     writes docs/absence.md and docs/absence.ja.md, in a few minutes
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from data.base.arrow import to_array
from data.base.days import day_of
from data.contracts.dealing import FUTURES
from data.market.embedded import embedded_market
from engine import RunResult, backtest, load_config
from engine.account.profile_file import profile_table
from engine.account.profiles import deals_in, names_in
from engine.questions.account_terms import Asked, account_terms, plain_terms
from engine.survival.absence_rows import Row, high_of, longest_safe, of_begins
from engine.survival.alone import run_alone
from engine.survival.alone_paths import AlonePaths
from engine.survival.histories import How, block_of
from engine.survival.listener import listener_of
from engine.words import words
from engine.words.sentence import chance
from validation.absence_history import THIN, crisis_lines, happened, year_lines
from validation.absence_history import TOLD as CALLED
from validation.markdown import figures, table
from validation.two_languages import pages, template, words_of, write

PAGES = pages("absence")
PROFILES = ("us_fcm_tbill", "retail_cash_margin", "jp_retail_futures")
PLANS = {"designed": (), "thin": THIN}
LENGTHS = (0, 1, 2, 3, 5, 9, 14, 21, 42, 252)
YEARS, PATHS = 5, 1_500
CONFIDENCE = 0.99
PAST = re.compile(r"_\d{4}$")
"""Names of profiles that hold terms of another year."""
ON = date(2026, 9, 30)
"""The day by whose clocks the accounts are told: an ordinary Wednesday."""
GONE = ("absence.start=2020-02-24", "absence.sessions=21")
PERIOD = ("period.start=2020-01-02", "period.end=2020-12-31")
TOLD = (*CALLED, "missed_roll")


@cache
def curves(plan: str, profile: str) -> dict[str, list[Row]]:
    """Rows by kind of evening, of all kinds of path together."""
    config = load_config(None, [f"account.profile={profile}", *PLANS[plan]], pattern="A")
    market = embedded_market()
    paths = AlonePaths(config, market, How(YEARS, 1, block_of(market)), LENGTHS, lambda _: None)
    found = run_alone(paths, PATHS, 0, listener_of(lambda _: None, threads=2))
    return {begins: of_begins(found, begins) for begins in ("any", "fall", "call")}


def curve_lines(plan: str, begins: str) -> str:
    """The curves of a kind of evening: a line for each length, a column for each profile."""
    found = {profile: {row["sessions"]: row for row in curves(plan, profile)[begins]} for profile in PROFILES}
    rows = ((f"{length}", *(_cell(found[profile].get(length)) for profile in PROFILES)) for length in LENGTHS)
    return "\n".join(figures(("", *PROFILES), rows))


def _cell(row: Row | None) -> str:
    return "-" if row is None else f"{chance(row['probability'])} ({chance(high_of(row))})"


def safe_lines(language: str) -> str:
    """For how long each plan does without anybody at 99 %."""
    told = words_of("absence", language)
    rows = (
        (told["plans"][plan], *(_safe(curves(plan, profile)["any"], told) for profile in PROFILES)) for plan in PLANS
    )
    return "\n".join(table(("", *PROFILES), rows))


def _safe(rows: Sequence[Row], told: Mapping[str, Any]) -> str:
    safe = longest_safe(rows, CONFIDENCE)
    if safe is None:
        return str(told["never"])
    text = str(told["at_least" if safe is rows[-1] else "sessions"])
    return text.format(sessions=safe["sessions"], sold=safe["sold"], starts=safe["starts"])


def clock_lines(language: str) -> str:
    """What each account does to somebody who is not there, by the clocks of New York and Tokyo."""
    told = words_of("absence", language)
    rows = (_clocks(name, told, language) for name in _names())
    return "\n".join(table(told["clock_titles"], rows))


def _names() -> Iterator[str]:
    """Profiles that are in force: those for futures first, then the others."""
    facts = profile_table(None)
    names = sorted(names_in(facts), key=lambda name: (deals_in(name, facts) != FUTURES, name))
    yield from (name for name in names if not PAST.search(name))


def _clocks(name: str, told: Mapping[str, Any], language: str) -> tuple[str, ...]:
    terms = {
        one["code"]: one for one in plain_terms(account_terms(Asked(name, day_of(ON), "mmf", profile_table(None))))
    }
    if "no_call" in terms:
        called = due = str(told["nobody_asked"])
    else:
        called, due = (_moment(terms, code, told) for code in ("told", "due"))
    closing = next(code for code in terms if code.startswith("closed"))
    say = words(language)
    what = say(f"closing_what.{terms[closing]['values']['what']['code']}", **terms[closing]["values"]["what"]["values"])
    cut = f"{terms['loss_cut']['values']['level']:.0%}" if "loss_cut" in terms else str(told["none"])
    return f"`{name}`", called, due, _closed(terms[closing], told), what, cut, _alone_cure(terms, told)


def _moment(terms: Mapping[str, Any], code: str, told: Mapping[str, Any]) -> str:
    found = terms.get(code) or terms.get(f"{code}_hour_unsaid")
    if found is None:
        return str(told["none"])
    sessions = f"T+{found['values']['sessions']}"
    return f"{sessions} {_clock(found['values'], told)}".strip() or sessions


def _clock(values: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    at = {one["values"]["zone"]: one["values"]["at"] for one in values.get("clock", ())}
    return str(told["clock"]).format(ny=at["America/New_York"][5:], tokyo=at["Asia/Tokyo"][5:]) if at else ""


def _closed(term: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    when = term["values"].get("when")
    if when is None:
        return str(told["at_once"])
    later = when["values"]["delay"]
    text = str(told["closed_later" if later else "closed_same"]).format(delay=later, clock=_clock(term["values"], told))
    return text.strip().removesuffix(",")


def _alone_cure(terms: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """What answers a call without anybody doing anything."""
    if "no_call" in terms:
        return str(told["cures"]["nothing"])
    found = next(terms[code]["values"] for code in ("cured", "cured_by_all") if code in terms)
    return str(told["cures"]["market" if "recovery" in found["cures"] else "on_its_way"])


@cache
def march(plan: str, profile: str, *, gone: bool) -> RunResult:
    """A plan at an account in 2020, with or without somebody there from 24 February on."""
    settings = [f"account.profile={profile}", *PERIOD, *PLANS[plan], *(GONE if gone else ())]
    return backtest(load_config(None, settings, pattern="A"), embedded_market())


def march_lines(language: str) -> str:
    """What became of each plan at each account."""
    told = words_of("absence", language)
    rows = (
        (told["plans"][plan], f"`{profile}`", *(_year(march(plan, profile, gone=gone)) for gone in (False, True)),
         happened(march(plan, profile, gone=True), TOLD, told))
        for plan in PLANS
        for profile in PROFILES
    )  # fmt: skip
    return "\n".join(table(told["march_titles"], rows))


def _year(run: RunResult) -> str:
    equity = to_array(run.table("equity")["equity"])
    return f"{equity[-1] / equity[0] - 1.0:+.2%}"


def page(language: str) -> str:
    """The page as it should be."""
    return template("absence", language).format(
        safe=safe_lines(language),
        **{f"{plan}_{begins}": curve_lines(plan, begins) for plan in PLANS for begins in ("any", "fall", "call")},
        clocks=clock_lines(language),
        march=march_lines(language),
        crises=crisis_lines(language),
        alone_year=year_lines(language),
        years=YEARS,
        paths=f"{PATHS:,}",
        on=ON,
    )


if __name__ == "__main__":
    write(PAGES, page)
