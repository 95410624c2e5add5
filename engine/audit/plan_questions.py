"""The ten questions a plan for the cash ratio must answer, answered from its settings; a plan
without a way back is refused.
"""

from collections.abc import Callable
from typing import NamedTuple

from data.base.errors import ConfigError
from engine.settings.cash_sections import alarms
from engine.settings.run_config import RunConfig

WORST_FALL = 0.90
"""Fall of the index the tenth question supposes: about that of 1929 to 1932, the deepest of the
S&P 500's forerunners (86 %)."""


class PlanAnswer(NamedTuple):
    """The key of a question and of its answer in the catalogue of words, the values of the
    answer, and whether it is good enough.
    """

    question: str
    answer: str
    values: dict[str, str]
    good: bool = True


def check_plan(config: RunConfig) -> list[PlanAnswer]:
    """The answers in the order of the questions. Raises `ConfigError` for settings of another pattern, and for a plan
    that raises cash and never says how to come back.
    """
    if not config.reads("cash_ratio.asset"):
        raise ConfigError(f"pattern {config.kind.name} has no rules for the cash ratio; set pattern = 'cash'")
    if raises_cash(config) and not comes_back(config):
        raise ConfigError(
            "the plan raises cash and has no rule for coming back; set reentry.enabled = true with its stages and "
            "conditions"
        )
    return [question(config) for question in QUESTIONS]


def raises_cash(config: RunConfig) -> bool:
    """Whether the plan has an alarm that asks for a way back; the other rules come back by themselves."""
    return bool(alarms(config.cash_trend, config.cash_volatility))


def comes_back(config: RunConfig) -> bool:
    """Whether the way back from an alarm is written down."""
    return config.reentry.enabled


def _floor(config: RunConfig) -> PlanAnswer:
    floor = config.cash_ratio.floor
    below = [name for name, ratio in _ratios(config) if ratio < floor]
    if below:
        return _said("floor_beyond", "floor", good=False, floor=_percent(floor), names=", ".join(below))
    return _said("floor", good=0.10 <= floor <= 0.20, floor=_percent(floor))


def _cap(config: RunConfig) -> PlanAnswer:
    cap = config.cash_ratio.cap
    above = [name for name, ratio in _ratios(config) if ratio > cap]
    if above:
        return _said("cap_beyond", "cap", good=False, cap=_percent(cap), names=", ".join(above))
    return _said("cap", good=0.60 <= cap <= 0.80, cap=_percent(cap))


def _ratios(config: RunConfig) -> list[tuple[str, float]]:
    """(name of its setting, cash ratio) of every ratio that a rule in use asks for."""
    trend, volatility, valuation = config.cash_trend, config.cash_volatility, config.cash_valuation
    found = [("cash_trend.above", trend.above), ("cash_trend.below", trend.below)] if trend.enabled else []
    if volatility.rule == "levels":
        found += [("cash_volatility.calm", volatility.calm), ("cash_volatility.rough", volatility.rough)]
    if valuation.enabled:
        found += [("cash_valuation.ratios", ratio) for ratio in (min(valuation.ratios), max(valuation.ratios))]
    if not (found or volatility.rule == "target"):
        found = [("cash_ratio.constant", config.cash_ratio.constant)]
    return found


def _up(config: RunConfig) -> PlanAnswer:
    names = _rules(config)
    return _said("up", good=bool(names), rules=", ".join(names)) if names else _said("up_none", "up", good=False)


def _down(config: RunConfig) -> PlanAnswer:
    if raises_cash(config):
        return _said("down", condition=config.reentry.conditions[0])
    return _said("down_itself", "down") if _rules(config) else _said("down_none", "down", good=False)


def _split(config: RunConfig) -> PlanAnswer:
    way = config.reentry
    if not raises_cash(config):
        return _said(
            "split_none", "split", speed=_percent(config.cash_ratio.speed), good=config.cash_ratio.speed <= 0.10
        )
    stages = ", ".join(
        f"{_percent(ratio)} ({condition})" for ratio, condition in zip(way.ratios, way.conditions, strict=True)
    )
    return _said("split", good=len(way.ratios) > 1, count=str(len(way.ratios)), stages=stages)


def _exceptions(config: RunConfig) -> PlanAnswer:
    pocket = config.tactical
    if not pocket.enabled:
        return _said("exceptions_none", "exceptions")
    return _said(
        "exceptions",
        size=_percent(pocket.size),
        parts=str(pocket.parts),
        fall=_percent(pocket.fall),
        refill=_percent(pocket.refill),
    )


def _frequency(config: RunConfig) -> PlanAnswer:
    chosen = config.cash_ratio
    return _said(f"frequency_{chosen.frequency}", "frequency", band=_percent(chosen.band))


def _costs(config: RunConfig) -> PlanAnswer:
    most = config.cash_ratio.max_adjustments
    return (
        _said("costs", count=str(most), tax=f"{100 * config.cash_ratio.tax_rate:g} %")
        if most
        else _said("costs_none", "costs", good=False)
    )


def _deviations(config: RunConfig) -> PlanAnswer:
    file = config.deviations.file
    return _said("deviations", file=file) if file else _said("deviations_none", "deviations", good=False)


def _worst(config: RunConfig) -> PlanAnswer:
    """What is left if the index falls by nine tenths while the plan holds its normal ratio, and
    how long the living cash lasts.
    """
    months, invested = config.living.months, 1.0 - config.cash_ratio.floor
    left = _percent(1.0 - WORST_FALL * invested)
    if months is None:
        return _said("worst_unknown", "worst", good=False, fall=_percent(WORST_FALL), left=left)
    return _said("worst", good=months >= 6.0, fall=_percent(WORST_FALL), left=left, months=f"{months:.0f}")


def _rules(config: RunConfig) -> list[str]:
    """The rules in use, by the names of their sections."""
    switched = ("cash_trend", "cash_valuation", "cash_events", "cash_conditions")
    used = [name for name in switched if getattr(config, name).enabled]
    return used + (
        [f"cash_volatility ({config.cash_volatility.rule})"] if config.cash_volatility.rule != "none" else []
    )


def _said(answer: str, question: str = "", *, good: bool = True, **values: str) -> PlanAnswer:
    return PlanAnswer(f"question.{question or answer}", f"answer.{answer}", values, good)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


QUESTIONS: tuple[Callable[[RunConfig], PlanAnswer], ...] = (
    _floor, _cap, _up, _down, _split, _exceptions, _frequency, _costs, _deviations, _worst,
)  # fmt: skip
