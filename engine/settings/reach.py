"""How far settings reach: what each needs of the others, which have no effect, and the overlay that
is planned with them.
"""

from collections.abc import Callable
from math import nan
from typing import Any, NamedTuple

from data.contracts.contracts import FULL_SIZE, FutureSpec, OptionSpec, future_spec
from data.contracts.fx_contracts import FxSpec
from data.contracts.index_funds import FundSpec
from data.fund.funds import is_deposit
from engine.account.profiles import NO_DEADLINE, AccountProfile
from engine.plugs.pattern import is_named
from engine.settings.cash_sections import alarms
from engine.settings.regime_sections import Regimes
from engine.settings.run_config import RunConfig
from engine.settings.scope import changed
from strategies.overlay.option_choice import PRUDENT_BUDGET
from strategies.rules.leverage_cap import PRUDENT_LIMIT

Holds = Callable[[RunConfig, AccountProfile], bool]
REPORTED = "regimes"
"""The section that tells regimes apart: it decides nothing where no rule looks at them."""


class Need(NamedTuple):
    """Settings (`section.key`, or a section for all its keys) that work only where `works` holds. `told` is the
    setting, or `pattern`, by whose value it does not; it is never among them itself. A section
    stands for all that reads it.
    """

    settings: tuple[str, ...]
    told: str
    works: Holds


def _trades(*kinds: type) -> Holds:
    return lambda config, _: any(isinstance(spec, kinds) for spec in config.contracts().values())


def _is(section: str, key: str, *values: Any) -> Holds:
    """A setting has one of these values, or its section is another pattern's."""
    return lambda config, _: section not in config.sections_read or getattr(getattr(config, section), key) in values


def _above(section: str, key: str, least: float = 0.0) -> Holds:
    """A setting is above a number, or is not read."""
    name = f"{section}.{key}"
    return lambda config, _: not config.reads(name) or getattr(getattr(config, section), key) > least + 1e-12


def _says_whose_limit(config: RunConfig, profile: AccountProfile) -> bool:
    """A future that is not traded still says whose daily price limit holds."""
    return _trades(FutureSpec)(config, profile) or future_spec(config.overlay.contract).family != FULL_SIZE


def _on_futures(config: RunConfig, profile: AccountProfile) -> bool:
    options = [spec for spec in config.contracts().values() if isinstance(spec, OptionSpec)]
    return _trades(FutureSpec)(config, profile) or any(spec.on_future for spec in options)


def _ends(config: RunConfig, _profile: AccountProfile) -> bool:
    """Whether what is traded is rolled, or is none of futures."""
    specs = [spec for spec in config.contracts().values() if isinstance(spec, FutureSpec)]
    return not specs or any(spec.rolls.months for spec in specs)


def _keeps_cash(config: RunConfig, _profile: AccountProfile) -> bool:
    return bool(config.contracts()) or "cash_ratio" in config.sections_read


def _has_alarm(config: RunConfig, _profile: AccountProfile) -> bool:
    return bool(alarms(config.cash_trend, config.cash_volatility))


def _in_another_currency(config: RunConfig, _profile: AccountProfile) -> bool:
    return config.investor.currency not in {None, config.capital.currency}


def _draws(config: RunConfig, _profile: AccountProfile) -> bool:
    """Whether anything goes wrong by chance."""
    spells = (config.absence, config.outage, config.stale)
    return config.faults.late > 0.0 or config.faults.missed_rolls > 0.0 or any(one.a_year > 0.0 for one in spells)


def _acts_on(key: str) -> Holds:
    return lambda config, _: key in config.acts_on


def _or_hedged(works: Holds) -> Holds:
    """The same, or a currency hedge, which has margin and cash of its own."""
    return lambda config, profile: config.hedge.ratio > 0.0 or works(config, profile)


_MARGINED = (
    "margin", "account.margin_multiple", "account.liquidation_half_spread",
    "costs.commission", "costs.half_spread", "costs.stress_half_spread", "cash.sleeve", "cash.buffer",
)  # fmt: skip
_CALLED = (
    "account.grace", "account.closing_delay", "account.recovery_counts", "account.loss_cut_level",
    "account.voluntary_stop_level", "account.liquidation", "account.negative_cash",
    "account.reduction_counts", "account.call_to_initial", "account.watched",
)  # fmt: skip
_OF_FUTURES = ("overlay.contract", "futures.financing", "futures.roll_sessions_earlier", "costs.roll_half_spread")
_OF_OPTIONS = ("costs.option_commission", "account.option_haircut")
NEEDS = (
    Need((*_MARGINED, *_OF_FUTURES, "faults.missed_rolls"), "cash_ratio.asset", _is("cash_ratio", "asset", "futures")),
    Need(("cash_ratio.fund",), "cash_ratio.asset", _is("cash_ratio", "asset", "fund")),
    Need(_CALLED, "cash_ratio.asset", _or_hedged(_is("cash_ratio", "asset", "futures"))),
    Need(_MARGINED, "pattern", _trades(FutureSpec, FxSpec)),
    Need(_CALLED, "pattern", _or_hedged(_trades(FutureSpec, FxSpec))),
    Need(("overlay.contract",), "pattern", _says_whose_limit),
    Need(("futures.financing",), "options.contract", _on_futures),
    Need(("futures.roll_sessions_earlier",), "pattern", _trades(FutureSpec)),
    Need(("futures.roll_sessions_earlier", "costs.roll_half_spread"), "overlay.contract", _ends),
    Need(("futures.prices",), "overlay.contract", lambda config, _: not future_spec(config.overlay.contract).at_index),
    Need(("costs.roll_half_spread",), "pattern", _trades(FutureSpec, FxSpec)),
    Need(("cash.band",), "pattern", _or_hedged(_keeps_cash)),
    Need(("account.credit_spread",), "pattern", _or_hedged(_keeps_cash)),
    Need(("account.watched",), "margin.test", _is("margin", "test", "broker")),
    Need(
        ("account.reduction_counts", "account.call_to_initial"),
        "account.grace", lambda _, profile: profile.grace > 0,
    ),
    Need(("account.closing_delay",), "account.grace", lambda _, profile: 0 < profile.grace < NO_DEADLINE),
    Need(("account.reduction_counts",), "account.fund_haircut", lambda _, profile: not profile.fund_is_collateral),
    Need(_OF_OPTIONS, "pattern", _trades(OptionSpec)),
    Need(
        ("fund.expense_ratio", "fund.mean_age", "fund.waiver"),
        "fund.kind", lambda config, _: not is_deposit(config.fund.kind),
    ),
    Need(
        ("fund.currency_haircut", "fund.conversion"),
        "fund.currency", lambda config, _: config.fund.currency != "account",
    ),
    Need(("fund.lag_days",), "fund.file", lambda config, _: config.fund.file is not None),
    Need(
        tuple(f"fund.event_{key}" for key in ("loss", "gate", "paid", "lag")),
        "fund.event", _is("fund", "event", "own"),
    ),
    Need(("fund.event_start",), "fund.event", lambda config, _: config.fund.event != "none"),
    Need(("broker.frozen",), "pattern", _or_hedged(_keeps_cash)),
    Need(("broker.fund_inside",), "pattern", lambda config, _: "fund" in config.sections_read),
    Need(
        ("broker.like", "broker.frozen", "broker.fund_inside"),
        "broker.fails_on", lambda config, _: config.broker.fails_on is not None,
    ),
    Need(("costs.factor",), "pattern", _or_hedged(_trades(FutureSpec, OptionSpec, FundSpec, FxSpec))),
    Need(
        ("account.fund_haircut", "account.redemption_lag"),
        "pattern", lambda config, _: "fund" in config.sections_read,
    ),
    Need(
        ("overlay.contract", "overlay.rebalance", "overlay.band", "overlay.after_gains"),
        "overlay.ratio", _above("overlay", "ratio"),
    ),
    Need(
        ("overlay.acknowledge_high_leverage",),
        "overlay.max_total_exposure", lambda config, _: config.exposure_limit > PRUDENT_LIMIT,
    ),
    Need(("options", "trend", "option_prices"), "options.budget", _above("options", "budget")),
    Need(("options.acknowledge_high_budget",), "options.budget", _above("options", "budget", PRUDENT_BUDGET)),
    Need(
        ("trend.efficiency", "trend.efficiency_window"),
        "trend.strength", _is("trend", "strength", "efficiency", "either"),
    ),
    Need(("trend.adx", "trend.adx_window"), "trend.strength", _is("trend", "strength", "adx", "either")),
    Need(("insurance", "option_prices"), "insurance.hedge_ratio", _above("insurance", "hedge_ratio")),
    Need(("halving",), "halving.enabled", _is("halving", "enabled", True)),
    Need(("halving",), "halving.factor", lambda config, _: config.halving.factor < 1.0),
    Need(("stops.amount_currency",), "stops.monthly_amount", lambda config, _: config.stops.monthly_amount != "off"),
    Need(("stops.amount_currency",), "investor.currency", _in_another_currency),
    Need(("halving.window",), "halving.measure", _is("halving", "measure", "realised", "parkinson", "atr")),
    Need(("halving.decay",), "halving.measure", _is("halving", "measure", "ewma")),
    Need(("in_range",), "in_range.measure", _is("in_range", "measure", "efficiency", "adx", "regime", "labels")),
    Need(
        ("in_range.window", "in_range.enter_below", "in_range.leave_above"),
        "in_range.measure", _is("in_range", "measure", "efficiency", "adx"),
    ),
    Need(("in_range.labels",), "in_range.measure", _is("in_range", "measure", "labels")),
    Need(("before_events",), "before_events.enabled", _is("before_events", "enabled", True)),
    Need(("pause",), "pause.enabled", _is("pause", "enabled", True)),
    Need(("hedge",), "hedge.ratio", _above("hedge", "ratio")),
    Need(("hedge.buffer",), "account.negative_cash", lambda _, profile: not profile.cash_may_be_owed),
    Need(
        ("margin.scenario",),
        "margin.factor", lambda config, _: config.margin.scenario != "multiply" or config.margin.factor != 1.0,
    ),
    Need(("cash.sleeve",), "account.fund_haircut", lambda _, profile: profile.fund_is_collateral),
    Need(
        ("cash.buffer",), "account.fund_haircut",
        lambda config, profile: "stops" in config.sections_read or not profile.fund_is_collateral,
    ),
    Need(("fx.securities_move",), "fx.securities", _above("fx", "securities")),
    Need(("fx_trades.spacing",), "fx_trades.most_trades", _above("fx_trades", "most_trades", 1)),
    Need(("fx_trades.stop",), "fx_trades.stop_by", _is("fx_trades", "stop_by", "moves")),
    Need(("fx_trades.stop_window", "fx_trades.stop_floor"), "fx_trades.stop_by", _is("fx_trades", "stop_by", "low")),
    Need(
        ("fx_trades.record_file", *(f"fx_trades.attack_{key}" for key in ("trades", "win_rate", "payoff", "drawdown"))),
        "fx_trades.attack_loss", lambda config, _: config.fx_trades.attack_loss != "off",
    ),
    Need(
        ("overlay.ratio",),
        "short.amount", lambda config, _: not config.reads("short.amount") or config.short.amount is None,
    ),
    Need(
        ("trend",),
        "short.when", lambda config, _: not config.reads("short.when") or config.short.when == "downtrend",
    ),
    Need(("fx_range.width",), "fx_range.edge", _is("fx_range", "edge", "bands")),
    Need(("fx_range.rest",), "fx_range.losing_streak", _above("fx_range", "losing_streak")),
    Need(("cash_ratio.constant",), "cash_trend.enabled", _is("cash_trend", "enabled", False)),
    Need(("cash_ratio.constant",), "cash_volatility.rule", _is("cash_volatility", "rule", "none", "target")),
    Need(("cash_trend",), "cash_trend.enabled", _is("cash_trend", "enabled", True)),
    Need(("cash_volatility",), "cash_volatility.rule", _is("cash_volatility", "rule", "target", "levels")),
    Need(
        ("cash_volatility.window",),
        "cash_volatility.measure", _is("cash_volatility", "measure", "realised", "parkinson", "atr"),
    ),
    Need(
        ("cash_conditions.column", "cash_conditions.lag_days"),
        "cash_conditions.file", lambda config, _: config.cash_conditions.file is not None,
    ),
    Need(("cash_volatility.decay",), "cash_volatility.measure", _is("cash_volatility", "measure", "ewma")),
    Need(("cash_volatility.target",), "cash_volatility.rule", _is("cash_volatility", "rule", "target")),
    Need(
        tuple(f"cash_volatility.{key}" for key in ("calm", "rough", "enter_above", "leave_below")),
        "cash_volatility.rule", _is("cash_volatility", "rule", "levels"),
    ),
    Need(("reentry",), "reentry.enabled", _is("reentry", "enabled", True)),
    Need(("reentry",), "cash_trend.enabled", _has_alarm),
    Need(("reentry.held_sessions",), "reentry.conditions", lambda config, _: "held" in config.reentry.conditions),
    Need(("reentry.high_window",), "reentry.conditions", lambda config, _: "new_high" in config.reentry.conditions),
    *(
        Need((section,), f"{section}.enabled", _is(section, "enabled", True))
        for section in ("cash_valuation", "cash_events", "cash_conditions", "cash_pause", "tactical")
    ),
    Need(("own.prices",), "own.feed", _is("own", "feed", "own")),
    Need(
        ("option_prices", "futures.prices", "futures.roll_sessions_earlier", "costs.roll_half_spread"),
        "own.feed", _is("own", "feed", "contracts"),
    ),
    Need(
        ("flows.every", "flows.start", "flows.inflation", "flows.currency"),
        "flows.withdraw", lambda config, _: not config.flows.none,
    ),
    Need(
        ("flows.inflation", "flows.currency"),
        "flows.withdraw", lambda config, _: config.flows.contribute > 0.0 or config.flows.withdraw > 0.0,
    ),
    Need(("flows.currency",), "investor.currency", _in_another_currency),
    Need(("living",), "living.monthly_expenses", _above("living", "monthly_expenses")),
    Need(("absence", "outage", "faults.late"), "pattern", _or_hedged(_keeps_cash)),
    Need(("faults.missed_rolls",), "pattern", _trades(FutureSpec)),
    Need(("faults.missed_rolls",), "overlay.contract", _ends),
    Need(("faults.late", "faults.late_sessions"), "pattern", lambda config, _: "fund" in config.sections_read),
    Need(("faults.late_sessions",), "faults.late", _above("faults", "late")),
    Need(("faults.seed",), "faults.late", _draws),
    *(Need((f"{REPORTED}.{key}",), REPORTED, _acts_on(key)) for key in Regimes.model_fields),
)  # fmt: skip
"""What settings need besides a pattern that reads them. The first that does not hold is told."""


def planned_overlay(config: RunConfig) -> float:
    """The overlay of the plan as a share of equity: its ratio, and of bought options what the limit on exposure leaves;
    0 where nothing is traded, NaN where what is traded is no overlay.
    """
    if config.reads("overlay.ratio"):
        return config.overlay.ratio
    if config.reads("overlay.max_total_exposure"):
        return config.exposure_limit - 1.0
    return nan if config.contracts() else 0.0


def stopped_by(config: RunConfig, profile: AccountProfile, setting: str) -> str | None:
    """The setting, or `pattern`, by whose value `section.key` has no effect on a run, whatever it is; None
    where it may have one.
    """
    if not config.reads(setting):
        return "pattern"
    needs = (need for need in NEEDS if setting != need.told and is_named(need.settings, setting))
    return next((need.told for need in needs if not need.works(config, profile)), None)


def without_effect(config: RunConfig, *profiles: AccountProfile) -> dict[str, list[str]]:
    """Settings that differ from their default and have no effect under any of the profiles that a run has, by what
    stops them under the first.
    """
    found: dict[str, list[str]] = {}
    for setting in changed(config):
        first, *others = (stopped_by(config, profile, setting) for profile in profiles)
        if first and all(others):
            found.setdefault(first, []).append(setting)
    return found
