"""The brokers by name, term for term, with dates and sources.

python -m validation.brokers        writes docs/brokers.md and docs/brokers.ja.md
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from data.base.days import iso
from data.contracts.dealing import CFDS, FUTURES, MARGIN_SHARES
from data.facts import Fact, facts
from engine.account.profiles import TABLE, profile_names
from validation.accounts import ACCOUNTS
from validation.markdown import table

PAGES = {
    language: Path(__file__).parents[1] / "docs" / name
    for language, name in (("en", "brokers.md"), ("ja", "brokers.ja.md"))
}
BY_NAME = tuple(name for kind in (FUTURES, CFDS, MARGIN_SHARES) for name in profile_names(kind) if name not in ACCOUNTS)
"""Brokers of futures, then of index CFDs, then of shares on margin."""


@cache
def words(language: str) -> dict[str, Any]:
    """Words of a page."""
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        found: dict[str, Any] = tomllib.load(file)[language]
        return found


def latest(broker: str) -> dict[str, float]:
    """The newest value of each term of a broker, in the unit of its facts."""
    return {field: fact.value for field, fact in facts(TABLE).group(broker).items() if fact.value is not None}


def clock(hour: float) -> str:
    """An hour of the day in decimals as clocks show it; beyond 24 as brokers write it.

    >>> clock(15.5), clock(27.0)
    ('15:30', '27:00')
    """
    return f"{int(hour)}:{round(hour % 1.0 * 60.0):02d}"


def told(broker: str, language: str) -> tuple[str, ...]:
    """A broker in one line: deadline, closing, what answers a call, what is closed, and the level that closes at
    once.
    """
    said, terms = words(language), latest(broker)
    level = said["under"].format(level=terms["loss_cut_level"]) if terms["loss_cut_level"] else said["none"]
    closed = said["least" if terms["liquidation"] else "everything"]
    if terms["grace"] == 0.0:
        return f"`{broker}`", said["nobody"], said["closed_at_once"], said["nothing"], closed, said["every"]
    hour = terms.get("deadline_hour")
    deadline = said["deadline" if hour is None else "deadline_at"]
    when = "closed_later" if terms["closing_delay"] else "closed_same"
    return (
        f"`{broker}`",
        deadline.format(grace=int(terms["grace"]), hour="" if hour is None else clock(hour)),
        said[when].format(delay=int(terms["closing_delay"])),
        said[_answers(terms)],
        closed,
        level,
    )


def _answers(terms: dict[str, float]) -> str:
    part, market = bool(terms.get("reduction_counts")), bool(terms["recovery_counts"])
    return {(False, False): "money", (False, True): "money_or_market", (True, False): "money_or_part"}.get(
        (part, market), "all_three"
    )


def rows(broker: str, language: str) -> Iterator[tuple[str, ...]]:
    """Each dated row of a broker's terms that a reader may ask about."""
    terms, table_of = words(language)["terms"], facts(TABLE)
    known = set(table_of.group(broker))
    for field in terms:
        for fact in table_of.history(f"{broker}.{field}") if field in known else ():
            yield terms[field], _value(field, fact), iso(fact.valid_from), fact.confidence, fact.source


def _value(field: str, fact: Fact) -> str:
    value = fact.value or 0.0
    return clock(value) if field.endswith("_hour") else f"{value:g}"


def page(language: str) -> str:
    """A whole page."""
    said = words(language)
    lists = "\n\n".join(
        "\n".join([f"### `{broker}`", "", *table(said["heads"], rows(broker, language))]) for broker in BY_NAME
    )
    stem = f"brokers.template{'' if language == 'en' else '.' + language}.md"
    return Path(__file__).with_name(stem).read_text(encoding="utf-8").format(
        terms="\n".join(table(said["first"], (told(broker, language) for broker in BY_NAME))), lists=lists,
    )  # fmt: skip


if __name__ == "__main__":
    for one, path in PAGES.items():
        path.write_text(page(one), encoding="utf-8")
