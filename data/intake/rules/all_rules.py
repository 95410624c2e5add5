"""All rules, and what they find."""

from collections.abc import Iterable, Iterator

import numpy as np

from data.base.finding import Finding, until_many
from data.intake.history import History
from data.intake.rules.bar_rules import BAR_RULES
from data.intake.rules.bars_beside_program import BESIDE_RULES
from data.intake.rules.day_rules import DAY_RULES
from data.intake.rules.likeness_rules import LIKENESS_RULES
from data.intake.rules.lone_rules import LONE_RULES
from data.intake.rules.opinion_rules import OPINION_RULES
from data.intake.rules.price_rules import PRICE_RULES
from data.intake.rules.rate_rules import RATE_RULES
from data.intake.rules.rule import Context
from data.intake.rules.weekday_rules import WEEKDAY_RULES

_FIRST = (
    *DAY_RULES,
    *WEEKDAY_RULES,
    *PRICE_RULES,
    *BAR_RULES,
    *BESIDE_RULES,
    *LIKENESS_RULES,
    *RATE_RULES,
    *LONE_RULES,
)
RULES = (*_FIRST, *OPINION_RULES)

SINGLE = "differs-from-program"
_FROZEN = {"stale-prices", "frozen-prices", "stale-quote"}
_ORDER = frozenset(("dates-do-not-increase", "row-repeats", "date-has-two-values"))
_OTHER = {"series-unsuitable", "several-tickers"}
"""Findings after which no rule has anything to say: the file holds something else."""


@np.errstate(all="ignore")
def findings(history: History, context: Context) -> list[Finding]:
    """All findings of a history: those of reading it, then those of all rules in the order of `RULES`."""
    if any(finding.check in _OTHER for finding in history.findings):
        return list(history.findings)
    dated = history.ascending()
    found = [
        *history.findings,
        *(
            one
            for rule in _FIRST
            for one in until_many(rule.findings(history if rule.check in _ORDER else dated, context))
        ),
    ]
    if any(one.check == "many-errors" for one in found):
        return found
    return [*found, *_new((one for rule in OPINION_RULES for one in rule.findings(dated, context)), found)]


def _new(opinions: Iterable[Finding], found: list[Finding]) -> Iterator[Finding]:
    """Opinions but for those of values that another rule has found wrong, or in a row that
    repeats one it has found frozen.
    """
    told = {(one.line, one.column) for one in found if one.line is not None}
    frozen = {(one.value, one.column) for one in found if one.check in _FROZEN}
    for one in opinions:
        if one.check != SINGLE or not {(one.line, one.column), (one.value, one.column)} & (told | frozen):
            yield one


def order_findings(history: History, context: Context) -> list[Finding]:
    """What the rules about order and repeats find, which have to hold before files are joined."""
    of_order = (rule for rule in RULES if rule.check in _ORDER)
    return [one for rule in of_order for one in until_many(rule.findings(history, context))]
