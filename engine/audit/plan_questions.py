"""The ten questions a plan for the cash ratio must answer, answered from its settings."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from data.base.errors import ConfigError
from engine.audit.plan_edges import edge
from engine.settings.cash_sections import alarms
from engine.settings.run_config import RunConfig

COSTS_UNTAXED = "answer.costs_untaxed"
"""The answer of a plan that pays no tax and does not say why."""
ROUNDING = 1e-9


class Said(NamedTuple):
    """A sentence: its key in the catalogue of words, and the values it speaks of."""

    key: str
    values: Mapping[str, Any]


class PlanAnswer(NamedTuple):
    """The key of a question and of its answer in the catalogue of words, the values of the
    answer, whether it is good enough, and further sentences of it.
    """

    question: str
    answer: str
    values: Mapping[str, Any]
    good: bool = True
    more: tuple[Said, ...] = ()

    @property
    def sentences(self) -> tuple[Said, ...]:
        """All sentences of the answer."""
        return (Said(self.answer, self.values), *self.more)


def check_plan(config: RunConfig) -> list[PlanAnswer]:
    """The answers in the order of the questions. Raises `ConfigError` for settings of another pattern."""
    if not config.reads("cash_ratio.asset"):
        raise ConfigError(f"pattern {config.kind.name} has no rules for the cash ratio; set pattern = 'cash'")
    return [question(config) for question in QUESTIONS]


def raises_cash(config: RunConfig) -> bool:
    """Whether the plan has an alarm that asks for a way back; the other rules come back by themselves."""
    return bool(alarms(config.cash_trend, config.cash_volatility))


def _floor(config: RunConfig) -> PlanAnswer:
    floor = config.cash_ratio.floor
    below = [name for name, ratio in _ratios(config) if ratio < floor]
    if below:
        return _said("floor_beyond", "floor", good=False, floor=_percent(floor), names=", ".join(below))
    return _said("floor", good=_between(floor, "floor"), floor=_percent(floor))


def _cap(config: RunConfig) -> PlanAnswer:
    cap = config.cash_ratio.cap
    above = [name for name, ratio in _ratios(config) if ratio > cap]
    if above:
        return _said("cap_beyond", "cap", good=False, cap=_percent(cap), names=", ".join(above))
    return _said("cap", good=_between(cap, "cap"), cap=_percent(cap))


def _ratios(config: RunConfig) -> list[tuple[str, float]]:
    """(name of its setting, cash ratio) of every ratio that a rule in use asks for."""
    trend, volatility, valuation = config.cash_trend, config.cash_volatility, config.cash_valuation
    found = [("cash_trend.above", trend.above), ("cash_trend.below", trend.below)] if trend.enabled else []
    if volatility.rule == "levels":
        found += [("cash_volatility.calm", volatility.calm), ("cash_volatility.rough", volatility.rough)]
    if valuation.enabled:
        found += [("cash_valuation.ratios", ratio) for ratio in (min(valuation.ratios), max(valuation.ratios))]
    for name, one in config.cash_series.named.items():
        asked = (min(one.asks), max(one.asks)) if one.gives == "ratio" else ()
        found += [(f"cash_series.{name}.asks", ratio) for ratio in asked]
    if not (found or volatility.rule == "target"):
        found = [("cash_ratio.constant", config.cash_ratio.constant)]
    return found


def _up(config: RunConfig) -> PlanAnswer:
    names = _rules(config)
    inputs, most = len(names) + config.tactical.enabled, edge("rules.most")
    if inputs > most:
        return _said("up_many", "up", good=False, rules=", ".join(names), count=str(inputs), most=f"{most:g}")
    return _said("up", good=bool(names), rules=", ".join(names)) if names else _said("up_none", "up", good=False)


def _down(config: RunConfig) -> PlanAnswer:
    if raises_cash(config):
        way = config.reentry
        return _said("down", condition=way.conditions[0]) if way.enabled else _said("down_never", "down", good=False)
    return _said("down_itself", "down") if _rules(config) else _said("down_none", "down", good=False)


def _split(config: RunConfig) -> PlanAnswer:
    way, speed, most = config.reentry, config.cash_ratio.speed, edge("step.most")
    if not raises_cash(config):
        return _said("split_none", "split", speed=_percent(speed), good=speed <= most)
    if not way.enabled:
        return _said("down_never", "split", good=False)
    stages = [
        {"code": condition, "values": {"ratio": _percent(ratio)}}
        for ratio, condition in zip(way.ratios, way.conditions, strict=True)
    ]
    told: dict[str, Any] = {"count": str(len(way.ratios)), "stages": stages}
    step = _largest_step(config)
    if step > most + ROUNDING:
        return _said("split_coarse", "split", good=False, **told, step=_percent(step), most=_percent(most))
    return _said("split", good=len(way.ratios) > 1, **told)


def _largest_step(config: RunConfig) -> float:
    """The largest share of the portfolio that an alarm, or a stage of the way back, moves at once."""
    found = [0.0]
    for normal, raised in alarms(config.cash_trend, config.cash_volatility):
        stages = (raised, *config.reentry.ratios)
        found += [raised - normal, *(before - after for before, after in pairwise(stages))]
    return min(max(found), config.cash_ratio.speed)


def _exceptions(config: RunConfig) -> PlanAnswer:
    pocket, pause = config.tactical, config.cash_pause
    waits = "answer.exceptions_pause" + ("_buying" if pause.holds == "buying" else "")
    told = [Said(waits, {"sessions": str(pause.sessions), "move": f"{100 * pause.move:g} %"})] if pause.enabled else []
    if pocket.enabled:
        used = {name: _percent(getattr(pocket, name)) for name in ("size", "fall", "refill")}
        told.insert(0, Said("answer.exceptions", {**used, "parts": str(pocket.parts)}))
    if not told:
        return _said("exceptions_none", "exceptions", good=False)
    first, *more = told
    return PlanAnswer("question.exceptions", first.key, first.values, more=tuple(more))


def _frequency(config: RunConfig) -> PlanAnswer:
    chosen = config.cash_ratio
    return _said(f"frequency_{chosen.frequency}", "frequency", band=_percent(chosen.band))


def _costs(config: RunConfig) -> PlanAnswer:
    most, rate = config.cash_ratio.max_adjustments, config.cash_ratio.tax_rate
    if not most:
        return _said("costs_none", "costs", good=False)
    if rate == 0.0 and config.tax.regime == "none":
        return PlanAnswer("question.costs", COSTS_UNTAXED, {"count": str(most)}, good=False)
    return _said("costs", count=str(most), tax=config.tax.regime if rate == 0.0 else f"{100 * rate:g} %")


def _deviations(config: RunConfig) -> PlanAnswer:
    file = config.deviations.file
    return _said("deviations", file=file) if file else _said("deviations_none", "deviations", good=False)


def _worst(config: RunConfig) -> PlanAnswer:
    """What is left if the index falls as deep as ever while the plan holds its normal ratio, and how long the living
    cash lasts.
    """
    months, fall = config.living.months, edge("fall.worst")
    told = {"fall": _percent(fall), "left": _percent(1.0 - fall * (1.0 - config.cash_ratio.floor))}
    if months is None:
        return _said("worst_unknown", "worst", good=False, **told)
    return _said("worst", good=months >= edge("living.months"), **told, months=f"{months:.0f}")


def _rules(config: RunConfig) -> list[str]:
    """The rules in use, by the names of their sections."""
    switched = ("cash_trend", "cash_valuation", "cash_events", "cash_conditions")
    used = [name for name in switched if getattr(config, name).enabled]
    used += [f"cash_volatility ({config.cash_volatility.rule})"] if config.cash_volatility.rule != "none" else []
    return used + [f"cash_series.{name}" for name in config.cash_series.named]


def _said(answer: str, question: str = "", *, good: bool = True, **values: Any) -> PlanAnswer:
    return PlanAnswer(f"question.{question or answer}", f"answer.{answer}", values, good)


def _between(share: float, what: str) -> bool:
    return edge(f"{what}.least") <= share <= edge(f"{what}.most")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


QUESTIONS: tuple[Callable[[RunConfig], PlanAnswer], ...] = (
    _floor, _cap, _up, _down, _split, _exceptions, _frequency, _costs, _deviations, _worst,
)  # fmt: skip
