"""The brokers by name, term for term, with dates and sources.

python -m validation.brokers        writes docs/brokers.md and docs/brokers.ja.md
"""

from collections.abc import Iterator

from data.base.days import iso
from data.contracts.dealing import CFDS, FUTURES, MARGIN_SHARES
from data.contracts.trading_hours import clock_time
from data.facts import Fact, facts
from engine.account.profiles import TABLE, profile_names
from validation.accounts import ACCOUNTS
from validation.markdown import table
from validation.two_languages import pages, template, words_of, write

PAGES = pages("brokers")
BY_NAME = tuple(name for kind in (FUTURES, CFDS, MARGIN_SHARES) for name in profile_names(kind) if name not in ACCOUNTS)
"""Brokers of futures, then of index CFDs, then of shares on margin."""


def latest(broker: str) -> dict[str, float]:
    """The newest value of each term of a broker, in the unit of its facts."""
    return {field: fact.value for field, fact in facts(TABLE).group(broker).items() if fact.value is not None}


def told(broker: str, language: str) -> tuple[str, ...]:
    """A broker in one line: deadline, closing, what answers a call, what is closed, and the level that closes at
    once.
    """
    said, terms = words_of("brokers", language), latest(broker)
    level = said["under"].format(level=terms["loss_cut_level"]) if terms["loss_cut_level"] else said["none"]
    closed = said["least" if terms["liquidation"] else "everything"]
    if terms["grace"] == 0.0:
        return f"`{broker}`", said["nobody"], said["closed_at_once"], said["nothing"], closed, said["every"]
    hour = terms.get("deadline_hour")
    deadline = said["deadline" if hour is None else "deadline_at"]
    when = "closed_later" if terms["closing_delay"] else "closed_same"
    return (
        f"`{broker}`",
        deadline.format(grace=int(terms["grace"]), hour="" if hour is None else clock_time(hour)),
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
    terms, table_of = words_of("brokers", language)["terms"], facts(TABLE)
    known = set(table_of.group(broker))
    for field in terms:
        for fact in table_of.history(f"{broker}.{field}") if field in known else ():
            yield terms[field], _value(field, fact), iso(fact.valid_from), fact.confidence, fact.source


def _value(field: str, fact: Fact) -> str:
    value = fact.value or 0.0
    return clock_time(value) if field.endswith("_hour") else f"{value:g}"


def page(language: str) -> str:
    """A whole page."""
    said = words_of("brokers", language)
    lists = "\n\n".join(
        "\n".join([f"### `{broker}`", "", *table(said["heads"], rows(broker, language))]) for broker in BY_NAME
    )
    terms = "\n".join(table(said["first"], (told(broker, language) for broker in BY_NAME)))
    return template("brokers", language).format(terms=terms, lists=lists)


if __name__ == "__main__":
    write(PAGES, page)
