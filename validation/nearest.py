"""The nearest disaster of the document's plan under each profile.

python -m validation.nearest        writes docs/nearest_disaster.md and docs/nearest_disaster.ja.md
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from data.base.days import iso
from data.base.errors import OverlayError
from data.market.embedded import embedded_market
from engine import RunResult, backtest, load_config
from engine.account.profiles import profile_names
from engine.nearest.disaster import BreakTerms, Disaster, nearest_disaster
from engine.report import nearest_told as told
from engine.report.worth_rows import Table
from engine.words import LANGUAGES, Words, words

DOCS = Path(__file__).parents[1] / "docs"
PERIOD = "2026-01..2026-06"
"""The account is that of the end of it."""
HEDGED = ("account.profile=jp_retail_futures", "investor.currency=JPY", "hedge.ratio=1.0")
TERMS = BreakTerms(draws=4_000)


class Broken(NamedTuple):
    """A run and its nearest disaster."""

    run: RunResult
    found: Disaster


def broken(*settings: str, pattern: str = "A") -> Broken:
    """Of a plan with settings."""
    sys.stderr.write(f"nearest: {pattern} {' '.join(settings)}\n")
    market = embedded_market()
    run = backtest(load_config(None, (f'period="{PERIOD}"', *settings), pattern=pattern), market)
    return Broken(run, nearest_disaster(run, market, None, TERMS))


def by_profile() -> dict[str, Broken]:
    """The plan under each profile that it can be run under."""
    found = {}
    for name in profile_names():
        try:
            found[name] = broken(f"account.profile={name}")
        except OverlayError as error:
            sys.stderr.write(f"nearest: {name} left out: {error}\n")
    return found


def page(plans: Mapping[str, Broken], others: Mapping[str, Broken], language: str) -> str:
    """The text of the page in a language."""
    say, name = words(language), "nearest.template.md" if language == "en" else f"nearest.template.{language}.md"
    template = Path(__file__).with_name(name).read_text(encoding="utf-8")
    sold = {key: one for key, one in {**plans, **others}.items() if one.found.nearest}
    safe = next(one for one in plans.values() if not one.found.nearest)
    return template.format(
        date=iso(safe.found.day),
        sessions=TERMS.sessions,
        odds=f"{safe.found.late_odds:.0%}",
        profiles="\n".join(_drawn(_overview({**plans, **others}, say))),
        safe="\n".join(f"* {sentence}" for sentence in told.answer(safe.found, "USD", say)),
        one_by_one="\n\n".join(_in_full(key, one, say) for key, one in sold.items()),
        read=told.read_line("USD", say),
        cures_read=say("nearest.cures_read"),
    )


def _overview(plans: Mapping[str, Broken], say: Words) -> Table:
    titles = [say(f"nearest.{name}") for name in ("plan", "path", "chance_short", "years_short")]
    return Table(titles, [_row(name, one.found, say) for name, one in plans.items()])


def _row(name: str, found: Disaster, say: Words) -> list[str]:
    if not (found.nearest and found.chance):
        return [f"`{name}`", say("nearest.none"), say("nearest.unknown"), say("nearest.unknown")]
    often, seldom = found.chance.between
    years = f"{told.number(found.chance.years)} ({told.number(often)} – {told.number(seldom)})"  # noqa: RUF001
    return [f"`{name}`", told.path_told(found.nearest, say), told.share(found.chance.chance), years]


def _in_full(name: str, one: Broken, say: Words) -> str:
    found = one.found
    lines = [f"### `{name}`", "", told.account_line(found, one.run.config.called, "USD", say), ""]
    lines += [f"* {sentence}" for sentence in told.answer(found, "USD", say)]
    for table, title in told.tables(found, say):
        lines += ["", f"**{title}**", "", *_drawn(table)]
    return "\n".join(lines)


def _drawn(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(table.titles)} |"
    yield "|---|" + "--:|" * (len(table.titles) - 1)
    for row in table.rows:
        yield f"| {' | '.join(row)} |"


def main() -> None:
    """Write both pages."""
    plans = by_profile()
    others = {
        "C, jp_retail_futures": broken("account.profile=jp_retail_futures", pattern="C"),
        "A, jp_retail_futures, yen hedged": broken(*HEDGED),
        "A, jp_retail_futures, buffer 10 %": broken("account.profile=jp_retail_futures", "cash.buffer=0.1"),
    }
    for language in LANGUAGES:
        name = "nearest_disaster.md" if language == "en" else f"nearest_disaster.{language}.md"
        (DOCS / name).write_text(page(plans, others, language), encoding="utf-8")


if __name__ == "__main__":
    main()
