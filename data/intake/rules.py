"""All rules, and what they find."""

from data.finding import Finding
from data.intake.bar_rules import BAR_RULES
from data.intake.day_rules import DAY_RULES
from data.intake.history import History
from data.intake.likeness_rules import LIKENESS_RULES
from data.intake.lone_rules import LONE_RULES
from data.intake.price_rules import PRICE_RULES
from data.intake.rate_rules import RATE_RULES
from data.intake.rule import Context
from data.intake.weekday_rules import WEEKDAY_RULES

RULES = (*DAY_RULES, *WEEKDAY_RULES, *PRICE_RULES, *BAR_RULES, *LIKENESS_RULES, *RATE_RULES, *LONE_RULES)

_ORDER = frozenset(("dates-do-not-increase", "row-repeats", "date-has-two-values"))
_OTHER = {"series-unsuitable", "several-tickers"}
"""Findings after which no rule has anything to say: the file holds something else."""


def findings(history: History, context: Context) -> list[Finding]:
    """All findings of a history: those of reading it, then those of all rules in the order of `RULES`."""
    if any(finding.check in _OTHER for finding in history.findings):
        return list(history.findings)
    return [*history.findings, *(found for rule in RULES for found in rule.findings(history, context))]


def order_findings(history: History, context: Context) -> list[Finding]:
    """What the rules about order and repeats find, which have to hold before files are joined."""
    return [found for rule in RULES if rule.check in _ORDER for found in rule.findings(history, context)]
