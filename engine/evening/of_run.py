"""The account of a finished run's evening, with what of its past the market does not tell."""

from collections.abc import Mapping

from data.base.days import Day, month_number
from engine.account.held_account import HeldAccount
from engine.evening.evening import Evening
from engine.evening.state_file import STOPS
from strategies.events.rulings import Ruling


def with_past(evening: Evening, equities: Mapping[Day, float]) -> HeldAccount:
    """The account of an evening with the equity with which its month began, and whether each stop had closed the
    overlay before this evening; `equities` are those of the run's sessions, account currency.
    """
    month = month_number(evening.day)
    earlier = [day for day in equities if month_number(day) < month]
    rules = evening.rules
    known = dict(zip(rules.rules, rules.rulings, strict=True)) if rules else {}
    return evening.account._replace(
        month_opened=equities[max(earlier) if earlier else min(equities)],
        stops=tuple((name, _had_stopped(known[name])) for name in STOPS if name in known),
    )


def _had_stopped(ruling: Ruling) -> bool:
    """Whether a stop had closed the overlay by the evening on which it rules so: what it changes it does again."""
    return ruling.code.endswith("_lifted") or (ruling.state == "stopped" and not ruling.code)
