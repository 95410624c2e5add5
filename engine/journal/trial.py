"""A trial of a plan: the same account, at the smallest size at which the plan can be followed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import ceil, sqrt
from typing import Any

from data.base.days import Day
from data.base.errors import ConfigError
from data.contracts.contracts import FutureSpec, OptionSpec, future_spec, option_spec, smallest_on
from data.market.market import Market
from engine.journal.criteria import criterion
from engine.settings.run_config import RunConfig, parse_config
from engine.sizing.overlay_market import OverlayMarket
from engine.sizing.plan_size import sized_setting
from strategies.base.contracts_for import contracts_for
from strategies.overlay.insurance import puts_for
from strategies.overlay.option_budget import DIRECTIONS, PUTS

KEPT = "trial"
"""Where `journal.json` keeps the terms of a trial."""
OPTIONS = "options.budget"
DIGITS = 6
MONTH = 30
"""Calendar days of an option when it is bought."""


@dataclass(frozen=True)
class Trial:
    """The terms of a trial: the setting that says how large the overlay is and what the plan itself has there, its
    contract (`plan_contract`: the plan's), how many contracts of it the trial holds, how many of them the plan would,
    and what one was worth, or cost, and the account held on that day
    (account currency > 0).
    """

    setting: str
    planned: float
    contract: str
    plan_contract: str
    contracts: int
    full: int
    unit: float
    capital: float

    @property
    def section(self) -> str:
        """The section of the settings that says the size."""
        return self.setting.partition(".")[0]

    def told(self) -> dict[str, Any]:
        """The terms as `journal.json` keeps them."""
        return {KEPT: asdict(self)}


def trial_told(about: Mapping[str, Any]) -> Trial | None:
    """The terms that `journal.json` keeps; None of a journal that is no trial."""
    return Trial(**about[KEPT]) if KEPT in about else None


def trial_of(plan: RunConfig, market: Market, day: Day | None = None, contracts: int | None = None) -> Trial:
    """The trial of a plan by the prices of a session (default: the last): the fewest contracts of the smallest size at
    which every part of the plan buys one, or so many. Raises `ConfigError` for a plan without an overlay, where the
    plan itself does not hold as many, and for a day that is no session.
    """
    setting = sized_setting(plan)
    section = setting.partition(".")[0]
    spec = plan.contract(f"{section}.contract")
    on = market.days[-1] if day is None else day
    smallest = _smallest(spec, on)
    prices = OverlayMarket(_with(plan, {f"{section}.contract": smallest}), market, on)
    unit, planned = _unit(prices, setting), float(getattr(plan.section(section), setting.partition(".")[2]))
    full = contracts_for(planned, prices.capital, unit, reduced=setting == OPTIONS)
    least = _least(prices.config, smallest)
    count = least if contracts is None else contracts
    if not 1 <= count <= full:
        raise ConfigError(
            f"trial of {count} {smallest}: the plan itself holds {full} with {prices.capital:,.0f} "
            f"{plan.capital.currency} at {setting} = {planned:g}; "
            + ("choose from 1 to as many" if full else "it cannot be followed with this capital")
        )
    return Trial(setting, planned, smallest, spec.root, count, full, unit, prices.capital)


def sized(plan: RunConfig, trial: Trial, capital: float, contracts: int) -> RunConfig:
    """The plan at another size, with the same limit on exposure: so many contracts with some capital, account
    currency.
    """
    room = criterion("premium.room") if trial.setting == OPTIONS else 1.0
    share = min(contracts * trial.unit * room / capital, trial.planned)
    settings = {f"{trial.section}.contract": trial.contract, trial.setting: round(share, DIGITS)}
    if plan.reads("overlay.max_total_exposure"):
        settings["overlay.max_total_exposure"] = plan.exposure_limit
    return _with(plan, settings)


def _smallest(spec: Any, on: Day) -> str:
    """Root of the smallest contract like one that is listed by a day and rolls when it does, else that one."""
    if isinstance(spec, FutureSpec):
        least = future_spec(smallest_on(spec.index, spec.dealt_as))
        alike = least.rolls.months == spec.rolls.months and least.listed <= max(on, spec.listed)
        return least.root if alike and least.multiplier < spec.multiplier else spec.root
    if isinstance(spec, OptionSpec):
        return spec.root
    raise ConfigError(f"{spec.root}: a trial is of futures or options; size it by hand with --set")


def _unit(prices: OverlayMarket, setting: str) -> float:
    if setting != OPTIONS:
        return prices.future()[0]
    direction = prices.config.options.direction
    one = prices.option("options", "P" if direction == DIRECTIONS[PUTS] else "C")
    # a premium grows with the root of the time that is left
    return one.cost * sqrt(MONTH / max(one.contract.expiry - prices.day, 1))


def _least(config: RunConfig, root: str) -> int:
    """The fewest contracts with which each part of the plan buys one: a put goes with some futures."""
    if not config.reads("insurance.hedge_ratio") or not config.insurance.hedge_ratio:
        return 1
    put, future = option_spec(config.insurance.contract), future_spec(root)
    each = put.multiplier * put.index_share
    most = ceil(each / (config.insurance.hedge_ratio * future.multiplier))
    return next(n for n in range(1, most + 1) if puts_for(config.insurance.hedge_ratio, n, future.multiplier, each))


def _with(plan: RunConfig, settings: Mapping[str, Any]) -> RunConfig:
    """The plan with other settings, by name."""
    found = plan.settings()
    for name, value in settings.items():
        section, _, key = name.partition(".")
        found[section] = {**found.get(section, {}), key: value}
    return parse_config(found, "trial")
