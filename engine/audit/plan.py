"""The plan of a config in five lines: core, maximum exposure, halving, monthly stop, fixed
dates (the source design, section 12).
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from data.base.days import Day, day_of
from data.base.errors import ConfigError
from data.contracts.contracts import FutureSpec, future_spec
from data.contracts.dealing import CODES
from data.fund.funds import has_spread, is_deposit
from engine.account.profiles import AccountProfile
from engine.assembly.profile_path import account_profile
from engine.settings.run_config import RunConfig
from engine.words import Words
from strategies.rules.leverage_cap import MOVE
from strategies.rules.loss_stop import NO_STOP

FIRST_KNOWN = date(1982, 4, 21)
"""The first session on which a run may begin by default: whose profile holds where the config
does not say when it begins."""

NOTHING: Mapping[str, Any] = MappingProxyType({})


class PlanLine(NamedTuple):
    """One line: its number and the rule it states, whether the config has it switched on, its
    sentence, and the config's numbers.

    `without` are the settings (`section.key`) with which the same plan does without the line; empty where it has no
    such counterpart.
    """

    number: int
    rule: str
    on: bool
    sentence: str
    numbers: Mapping[str, Any]
    without: Mapping[str, Any] = NOTHING

    def text(self, say: Words) -> str:
        """The line in the words of a language."""
        told = {"fund": say("plan.fund_treasury")}
        told |= {name: _shown(name, self.numbers, say) for name in self.numbers}
        return say(f"plan.{self.sentence}", **told)


class Number(float):
    """A number that is written shortly where its sentence gives no form."""

    def __format__(self, form: str) -> str:
        return super().__format__(form or "g")


def _shown(name: str, numbers: Mapping[str, Any], say: Words) -> Any:
    """A value as its sentence takes it."""
    value = numbers[name]
    if name == "fund":
        return say(f"plan.fund_{value}")
    if name == "measure":
        return say(f"plan.by_{value}", window=numbers["window"], decay=numbers["decay"])
    if name == "renewed":
        return say("plan.before_expiry", sessions=value) if value else say("plan.on_expiry")
    if name == "every":
        return say("plan.every_month") if value == 1 else say("plan.every_months", months=value)
    return Number(value) if isinstance(value, float) else value


def opening_day(config: RunConfig) -> Day:
    """The day whose facts hold where an account is opened: the first of the period, as far as it is told."""
    return day_of(config.period.start or FIRST_KNOWN)


def plan(config: RunConfig, profile: AccountProfile | None = None) -> tuple[PlanLine, ...]:
    """The five lines of a config, and those that its pattern and further rules add; one that does not apply or is
    switched off says so; of a strategy of one's own the account knows the first two. Patterns without a fund as core
    have no such plan. Raises `ConfigError` where a line of a plug takes the place of one of the five.

    `profile` is that of a finished run, whose file need not be there any more.
    """
    if not config.kind.on_a_fund:
        return ()
    profile = profile or account_profile(config, opening_day(config))
    five = {"core": _core(config, profile), "exposure": _exposure(config)}
    if not config.kind.is_free:
        five |= {"halving": _halving(config), "loss_stop": _stop(config), "dates": _dates(config)}
    others = {rule.name: rule.line(config) for rule in config.rules if rule.name in config.sections_read}
    brought = {**_offered(config), **_mistakes(config), **others, **config.kind.plan.lines(config)}
    if five.keys() & brought:
        raise ConfigError(
            f"plan: the line {min(five.keys() & brought)!r} is one of the five; a plug's needs another name"
        )
    lines = {**five, **brought}
    return tuple(PlanLine(number, rule, *line) for number, (rule, line) in enumerate(lines.items(), 1))


class Line(NamedTuple):
    """A line before it has its place in the plan: the fields of a `PlanLine`."""

    on: bool
    sentence: str
    numbers: Mapping[str, Any] = NOTHING
    without: Mapping[str, Any] = NOTHING


KEPT = {"sleeve": "cash.sleeve", "buffer": "cash.buffer", "kept": "hedge.buffer"}
"""Shares that are kept in cash, and the settings that say so."""
CORES = {
    ("sleeve",): "core_sleeve",
    ("buffer",): "core_buffer",
    ("sleeve", "kept"): "core_sleeve_kept",
    ("buffer", "kept"): "core_buffer_hedged",
}
"""Sentences of a core beside futures, by what is kept in cash."""


def _core(config: RunConfig, profile: AccountProfile) -> Line:
    counts, free = profile.fund_is_collateral, config.kind.is_free
    futures = config.reads("overlay.ratio") or free
    shares = {"sleeve": config.cash.sleeve, "buffer": config.cash.buffer, "kept": config.hedge.buffer}
    names = (("sleeve" if counts else "buffer",) if futures else ()) + (
        ("kept",) if config.hedge.ratio and not profile.cash_may_be_owed else ()
    )
    fund = _fund(config)
    if not names:
        return Line(True, "core_premium" if config.reads("options.budget") else "core", fund)
    sentence = CORES[names] if futures else "core_kept" if counts else "core_hedged"
    numbers = {name: shares[name] for name in names}
    without = {KEPT[name]: 0.0 for name, share in numbers.items() if share and not free}
    return Line(True, sentence, {**fund, **numbers, "band": config.cash.band}, without)


def _fund(config: RunConfig) -> dict[str, str]:
    """What the core is, where it is no fund of Treasury bills."""
    if config.fund.file is not None:
        return {"fund": "own"}
    if config.fund.currency != "account":
        return {"fund": "yen_deposit" if is_deposit(config.fund.kind) else "yen"}
    return {"fund": config.fund.kind} if is_deposit(config.fund.kind) or has_spread(config.fund.kind) else {}


def _exposure(config: RunConfig) -> Line:
    overlay, insurance = config.overlay, config.insurance
    limit = {"limit": config.exposure_limit}
    if premiums_alone(config):
        return options_bought(config)
    if config.kind.is_free:
        return Line(True, "exposure_own", {"limit": config.exposure_limit})
    if not config.reads("overlay.ratio"):
        return Line(True, "no_overlay")
    futures = {"contract": overlay.contract, "ratio": overlay.ratio, "total": 1.0 + overlay.ratio, **limit}
    if config.reads("short.when"):
        return _short(config)
    if not _insured(config):
        spec = _future(config)
        sentence = f"exposure_{CODES[spec.dealt_as]}" if spec.at_index else "exposure"
        return Line(True, sentence, futures, {"overlay.ratio": 0.0} if overlay.ratio else NOTHING)
    puts = {"insurance": insurance.contract, "distance": insurance.out_of_the_money, "hedge": insurance.hedge_ratio}
    return Line(True, "exposure_insured", futures | puts, {"insurance.hedge_ratio": 0.0})


def premiums_alone(config: RunConfig) -> bool:
    """Whether the overlay is a premium, and no futures stand beside it."""
    return config.reads("options.budget") and not config.reads("overlay.ratio")


def options_bought(config: RunConfig) -> Line:
    """The line of options that are bought on a budget."""
    options = config.options
    bought = {"contract": options.contract, "direction": options.direction, "budget": options.budget}
    without = {"options.budget": 0.0} if options.budget else NOTHING
    return Line(True, "exposure_options", {**bought, "limit": config.exposure_limit, "move": MOVE}, without)


def _short(config: RunConfig) -> Line:
    """What is sold against what is held elsewhere."""
    overlay, short = config.overlay, config.short
    told = {"contract": overlay.contract, "when": short.when, "limit": config.exposure_limit}
    if short.amount is None:
        without = {"overlay.ratio": 0.0} if overlay.ratio else NOTHING
        return Line(True, "exposure_short", {**told, "ratio": overlay.ratio}, without)
    amount = {"amount": short.amount, "currency": config.capital.currency}
    return Line(True, "exposure_short_amount", {**told, **amount})


def _future(config: RunConfig) -> FutureSpec:
    return future_spec(config.overlay.contract)


def _insured(config: RunConfig) -> bool:
    return config.reads("insurance.hedge_ratio") and config.insurance.hedge_ratio > 0.0


def _halving(config: RunConfig) -> Line:
    rule = config.halving
    if not (config.reads("halving.enabled") and rule.enabled):
        return Line(False, "halving_off")
    measured = {"measure": rule.measure, "window": rule.window, "decay": rule.decay}
    numbers = {**measured, "above": rule.halve_above, "below": rule.restore_below}
    sentence = "halving_options" if premiums_alone(config) else "halving"
    more = {"factor": rule.factor, "sessions": rule.restore_sessions}
    return Line(True, sentence, {**numbers, **more}, {"halving.enabled": False})


def _stop(config: RunConfig) -> Line:
    stops, loss = config.stops, config.stops.loss
    if not config.reads("stops.monthly_loss") or loss == NO_STOP:
        return Line(False, "stop_off")
    hedged = "_hedged" if config.hedge.ratio else ""
    share = {"loss": loss.limit} if loss.limit else {}
    off = {f"stops.{key}": "off" for key in ("monthly_loss", "monthly_amount") if getattr(stops, key) != "off"}
    if not loss.amount:
        return Line(True, f"stop{hedged}", share, off)
    investor = config.investor.currency if config.stops_in_yen else None
    money = {"amount": loss.amount, "currency": investor or config.capital.currency}
    return Line(True, f"stop_{'either' if share else 'amount'}{hedged}", {**share, **money}, off)


def _dates(config: RunConfig) -> Line:
    if premiums_alone(config):
        return Line(True, "dates_options", {"renewed": config.options.sessions_before})
    if not config.reads("overlay.ratio"):
        return Line(False, "dates_off")
    rebalanced = {"rebalance": config.overlay.rebalance, "band": config.overlay.band}
    if not _insured(config):
        return _rolls(_future(config), rebalanced)
    renewed = {"every": config.insurance.months, "renewed": config.insurance.sessions_before}
    if config.insurance.below_vix == "off":
        return Line(True, "dates_insured", {**rebalanced, **renewed})
    return Line(True, "dates_insured_below", {**rebalanced, **renewed, "below": config.insurance.below_vix})


def _rolls(spec: FutureSpec, rebalanced: Mapping[str, object]) -> Line:
    """How futures, or what stands at the index itself, are left for the next contract."""
    if not spec.at_index:
        return Line(True, "dates", rebalanced)
    if not spec.rolls.months:
        return Line(True, "dates_endless", {**rebalanced, "contract": spec.root})
    return Line(True, "dates_renewed", {**rebalanced, "contract": spec.root, "months": spec.rolls.months})


OFFERED = ("in_range", "before_events", "pause")
"""Lines of the rules on offer, which are there where these are on."""


def _offered(config: RunConfig) -> dict[str, Line]:
    ranges, events, pause, found = config.in_range, config.before_events, config.pause, dict[str, Line]()
    if not config.reads("in_range.measure"):
        return found
    if ranges.measure != "none":
        levels = {"window": ranges.sessions, "below": ranges.rule.enter_below, "above": ranges.rule.leave_above}
        told = {"labels": ", ".join(ranges.labels)} if ranges.measure == "labels" else levels
        numbers = {"factor": ranges.factor, **({} if ranges.measure == "regime" else told)}
        found["in_range"] = Line(True, f"in_range_{ranges.measure}", numbers, {"in_range.measure": "none"})
    if events.enabled:
        names = ", ".join([*events.calendars, *([events.file] if events.file else [])])
        dated = {"factor": events.factor, "events": names, "days": events.days_before}
        found["before_events"] = Line(True, "before_events", dated, {"before_events.enabled": False})
    if pause.enabled:
        moved = {"factor": pause.factor, "move": pause.move, "sessions": pause.sessions}
        found["pause"] = Line(True, "pause", moved, {"pause.enabled": False})
    return found


MISTAKES = ("after_gains",)
"""Lines of what the plan does against the source design."""


def _mistakes(config: RunConfig) -> dict[str, Line]:
    share = config.overlay.after_gains
    if not (config.reads("overlay.after_gains") and share):
        return {}
    numbers = {"share": share, "loss": config.stops.limit or 0.0}
    sentence = "after_gains" if config.stops.limit else "after_gains_for_good"
    return {"after_gains": Line(True, sentence, numbers, {"overlay.after_gains": 0.0})}


def plain(line: PlanLine, say: Words) -> dict[str, Any]:
    """A line as plain values, for JSON."""
    return {
        "number": line.number, "rule": line.rule, "on": line.on, "text": line.text(say), "values": dict(line.numbers),
        "without": dict(line.without),
    }  # fmt: skip
