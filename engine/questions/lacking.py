"""Which of the required rules a plan lacks: each a refusal with the line and the setting that would mend it."""

from collections.abc import Callable, Iterator
from operator import attrgetter

from engine.account.profiles import AccountProfile
from engine.audit.plan import MISTAKES, PlanLine, opening_day, plan
from engine.audit.plan_questions import Said, raises_cash
from engine.settings.reach import stopped_by
from engine.settings.run_config import RunConfig
from strategies.overlay.option_choice import PRUDENT_BUDGET
from strategies.rules.buffer import SPARE
from strategies.rules.leverage_cap import PRUDENT_LIMIT

NEVER_BACK = 1.0
"""Band from which on a position is never brought back to its plan: it would have to be off by all of itself."""
NO_REDUCTION = ("core", "exposure", "loss_stop", "dates", *MISTAKES)
"""Lines that make nothing smaller while losses last."""
Look = Callable[[RunConfig, AccountProfile], Iterator[Said]]


def lacking(config: RunConfig, profile: AccountProfile) -> list[Said]:
    """The required rules that a plan at a broker lacks, in the order of its lines; nothing is asked of what has no
    effect. Raises `ConfigError` as `plan` does.
    """
    return [one for look in LOOKS for one in look(config, profile)]


def further_rules(config: RunConfig, profile: AccountProfile) -> list[PlanLine]:
    """Lines of the plan that are on and make an overlay smaller; of lines that a pattern brings nobody knows."""
    others = {*NO_REDUCTION, *config.kind.plan.lines(config)}
    return [line for line in plan(config, profile) if line.on and line.rule not in others]


def least_factor(config: RunConfig, profile: AccountProfile) -> float:
    """What the strictest of these rules leaves of an overlay, of those that leave anything; 1 where none makes less."""
    told = (line.numbers.get("factor", 1.0) for line in further_rules(config, profile))
    return min((float(factor) for factor in told if factor > 0.0), default=1.0)


def works(config: RunConfig, profile: AccountProfile, setting: str) -> bool:
    """Whether `section.key` has an effect on a run of the plan."""
    return stopped_by(config, profile, setting) is None


def spare_setting(profile: AccountProfile) -> str:
    """The setting that says how much cash is spare at a broker."""
    return "cash.sleeve" if profile.fund_is_collateral else "cash.buffer"


def _core(config: RunConfig, profile: AccountProfile) -> Iterator[Said]:
    name = spare_setting(profile)
    share = attrgetter(name)(config)
    if works(config, profile, name) and share < SPARE[0]:
        yield Said("lacking.spare", {"share": share, "least": SPARE[0], "setting": name})
    if config.reads("fx_trades.free_margin") and not config.fx_trades.free_margin:
        yield Said("lacking.free_margin", {})


def _exposure(config: RunConfig, _profile: AccountProfile) -> Iterator[Said]:
    if config.contracts() and config.reads("overlay.max_total_exposure") and config.exposure_limit > PRUDENT_LIMIT:
        yield Said("lacking.exposure", {"limit": config.exposure_limit, "most": PRUDENT_LIMIT})
    if config.reads("options.budget") and config.options.budget > PRUDENT_BUDGET:
        yield Said("lacking.premium", {"budget": config.options.budget, "most": PRUDENT_BUDGET})
    if config.reads("insurance.hedge_ratio") and not config.insurance.hedge_ratio:
        yield Said("lacking.insurance", {})


def _shrinks(config: RunConfig, profile: AccountProfile) -> Iterator[Said]:
    idle = config.halving.factor == 1.0
    rules = [line.rule for line in further_rules(config, profile) if not (idle and line.rule == "halving")]
    if config.reads("halving.enabled") and not rules:
        yield Said("lacking.shrink", {})


def _stop(config: RunConfig, profile: AccountProfile) -> Iterator[Said]:
    off = any(line.rule == "loss_stop" and not line.on for line in plan(config, profile))
    if off and config.reads("stops.monthly_loss") and config.contracts():
        yield Said("lacking.stop", {})


def _dates(config: RunConfig, profile: AccountProfile) -> Iterator[Said]:
    if works(config, profile, "overlay.band") and config.overlay.band >= NEVER_BACK:
        yield Said("lacking.dates", {"band": config.overlay.band})


def _own_stop(config: RunConfig, profile: AccountProfile) -> Iterator[Said]:
    if config.reads("fx.voluntary_stop"):
        own, broker = config.fx.voluntary_stop, config.fx.cut_level_on(opening_day(config))
        if own <= broker:
            yield Said("lacking.own_stop", {"setting": "fx.voluntary_stop", "own": own, "broker": broker})
    elif works(config, profile, "stops.voluntary") and not config.stops.voluntary:
        yield Said("lacking.own_stop_off", {"level": profile.voluntary_stop_level})


def _living(config: RunConfig, _profile: AccountProfile) -> Iterator[Said]:
    asked = config.contracts() and config.kind.plan.questions is None
    if asked and config.living.months is None:
        yield Said("lacking.living", {})


def _way_back(config: RunConfig, _profile: AccountProfile) -> Iterator[Said]:
    if config.reads("reentry.enabled") and raises_cash(config) and not config.reentry.enabled:
        yield Said("lacking.way_back", {})


LOOKS: tuple[Look, ...] = (_core, _exposure, _shrinks, _stop, _dates, _own_stop, _living, _way_back)
