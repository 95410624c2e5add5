"""One check for every plan: which required rule it lacks, and its answers, chapter by chapter."""

from collections.abc import Iterable
from typing import NamedTuple

from data.base.errors import ConfigError
from data.market.market import Market
from engine.assembly.profile_path import account_profile
from engine.audit.plan import PlanLine, opening_day, plan
from engine.audit.plan_questions import COSTS_UNTAXED, PlanAnswer, Said
from engine.questions.account_points import account_points
from engine.questions.besides import TAX_UNSAID, pointed_out
from engine.questions.facts_of import facts_of
from engine.questions.lacking import lacking
from engine.questions.leverage_points import leverage_points
from engine.questions.measured import measured
from engine.questions.three_yes import three_yes
from engine.settings.run_config import RunConfig
from engine.survival.listener import Listener

DELIBERATE = (TAX_UNSAID, COSTS_UNTAXED)
"""Answers that are good enough where somebody says that nothing is taxed."""
REFUSALS = {"question.stand": "lacking.yes", "question.shrink": "lacking.yes_shrink", "question.living": "lacking.yes"}
"""What is said of a question that is answered no."""


class Chapter(NamedTuple):
    """A chapter of the check: its name and its answers."""

    name: str
    answers: tuple[PlanAnswer, ...]


class PlanCheck(NamedTuple):
    """What a plan is refused for (nothing: it is not), the lines of the plan, and its chapters."""

    refused: tuple[Said, ...]
    lines: tuple[PlanLine, ...]
    chapters: tuple[Chapter, ...]


class Asked(NamedTuple):
    """Made-up histories of each kind (0: none), years of each, and whether somebody says that nothing is taxed."""

    paths: int = 500
    years: int = 10
    tax_free: bool = False


def check(config: RunConfig, market: Market, asked: Asked, listener: Listener) -> PlanCheck:
    """The check of a plan on a market. Where a required rule is missing nothing is run. Raises `ConfigError` for
    a strategy of one's own, and a tax-free account that is taxed, and `ConfigError` and `DataError` as `backtest` does.
    """
    if config.kind.is_free:
        raise ConfigError(
            "rules check: the rules of a strategy of your own stand in its code, where no question finds them; ask it "
            "with overlay check-strategy, and its runs with overlay audit"
        )
    if asked.tax_free and _is_taxed(config):
        raise ConfigError("--tax-free: the plan is taxed; leave it out, or the tax")
    profile = account_profile(config, opening_day(config))
    lacks, lines = lacking(config, profile), plan(config, profile)
    if lacks:
        return PlanCheck(tuple(lacks), lines, _chapters(ten=_ten(config, asked)))
    facts = facts_of(config, market, measured(config, market, asked.paths, asked.years, listener))
    yes = three_yes(facts)
    found = _chapters(
        yes=yes,
        account=account_points(facts),
        ten=_ten(config, asked),
        leverage=leverage_points(facts),
        besides=_with_tax(pointed_out(facts) if not config.kind.plan.questions else (), asked),
    )
    return PlanCheck(tuple(_noes(config, yes)), lines, found)


def _is_taxed(config: RunConfig) -> bool:
    gains = config.cash_ratio.tax_rate if config.reads("cash_ratio.tax_rate") else 0.0
    return config.tax.regime != "none" or gains > 0.0


def _chapters(**answers: Iterable[PlanAnswer]) -> tuple[Chapter, ...]:
    return tuple(Chapter(name, found) for name, one in answers.items() if (found := tuple(one)))


def _ten(config: RunConfig, asked: Asked) -> list[PlanAnswer]:
    return _with_tax(config.kind.plan.questions(config) if config.kind.plan.questions else (), asked)


def _with_tax(answers: Iterable[PlanAnswer], asked: Asked) -> list[PlanAnswer]:
    return [one._replace(good=one.good or (asked.tax_free and one.answer in DELIBERATE)) for one in answers]


def _noes(config: RunConfig, yes: list[PlanAnswer]) -> list[Said]:
    """The questions that are answered no; what is lived on is asked of a plan with an overlay alone."""
    known, noes = config.living.months is not None, [one for one in yes if not one.good]
    told = [(REFUSALS[one.question], yes.index(one) + 1, one) for one in noes if known or one is not yes[-1]]
    return [Said(how, {"number": number, "asked": one.question.partition(".")[2]}) for how, number, one in told]
