"""Settings through time: a finished run keeps the meaning its settings had when it was made, whatever
settings come later.
"""

from collections.abc import Mapping
from typing import Any

from data.base.errors import ResultError
from engine.plugs.pattern import PATTERNS

VERSION = 11
"""Of the settings as they are today. A setting that is added, or whose default changes, raises it by one and
is told in `BEFORE`.
"""

BEFORE: dict[int, dict[str, Any]] = {
    2: {
        "hedge.buffer": 0.0,
        "investor.capital": None,
        "options.acknowledge_high_budget": False,
    },
    3: {
        "overlay.max_total_exposure": 1.3,
        "stops.monthly_loss": "off",
        "cash.sleeve": 0.10,
        "cash.band": 0.50,
    },
    4: {
        "fund.kind": "mmf",
        "fund.expense_ratio": 0.0035,
        "fund.mean_age": 30.0,
        "fund.waiver": True,
        "option_prices.surface": "moving",
    },
    5: {
        "account.profile_file": None,
    },
    6: {
        "costs.factor": 1.0,
        "overlay.after_gains": 0.0,
        "insurance.months": 1,
        "insurance.below_vix": "off",
    },
    7: {
        "cash_trend.rule": "average",
        "cash_volatility.measure": "realised",
        "cash_volatility.decay": 0.94,
        "cash_conditions.file": None,
        "cash_conditions.column": "value",
        "cash_conditions.lag_days": 1,
        "regimes.file": None,
        "regimes.lag_days": 0,
        "regimes.trend_average": 200,
        "regimes.trend_window": 63,
        "regimes.trend_efficiency": 0.15,
        "regimes.trend_move": 0.05,
        "regimes.crash_fall": 0.10,
        "regimes.crash_sessions": 21,
        "regimes.bull_rise": 0.2,
        "regimes.bear_fall": 0.2,
        "regimes.vix_edges": (15.0, 20.0, 30.0),
        "regimes.drawdown_edges": (0.05, 0.10, 0.20),
        "halving.measure": "realised",
        "halving.decay": 0.94,
        "stops.monthly_amount": "off",
        "stops.amount_currency": "account",
        "in_range.measure": "none",
        "in_range.window": None,
        "in_range.enter_below": None,
        "in_range.leave_above": None,
        "in_range.labels": ("range",),
        "in_range.factor": 0.5,
        "before_events.enabled": False,
        "before_events.calendars": ("FOMC",),
        "before_events.file": None,
        "before_events.days_before": 1,
        "before_events.factor": 0.5,
        "pause.enabled": False,
        "pause.move": 0.03,
        "pause.sessions": 5,
        "pause.factor": 0.5,
        "fx_trades.attack_loss": "off",
        "fx_trades.attack_trades": 30,
        "fx_trades.attack_win_rate": 0.25,
        "fx_trades.attack_payoff": 3.0,
        "fx_trades.attack_drawdown": 0.10,
        "fx_trades.record_file": None,
        "fx_trades.stop_by": "moves",
        "fx_trades.stop_window": 20,
        "fx_trades.stop_floor": 0.5,
    },
    8: {
        "account.reduction_counts": None,
        "account.call_to_initial": None,
        "account.watched": None,
        "fx.rates_file": None,
        "fund.file": None,
        "fund.lag_days": 0,
        "fund.event": "none",
        "fund.event_start": None,
        "fund.event_loss": 0.0,
        "fund.event_gate": 0,
        "fund.event_paid": 0.0,
        "fund.event_lag": 0,
        "broker.fails_on": None,
        "broker.like": "mf_global",
        "broker.frozen": 5,
        "broker.fund_inside": None,
        "fx.account": None,
        "fx.securities": 0.0,
        "fx.securities_move": True,
    },
    9: {
        "execution.intrabar": "worst",
        "own.strategy": "",
        "own.feed": "index",
        "own.prices": None,
    },
    10: {
        "flows.contribute": 0.0,
        "flows.withdraw": 0.0,
        "flows.withdraw_share": 0.0,
        "flows.every": "month",
        "flows.currency": "account",
        "flows.inflation": 0.0,
        "flows.start": None,
        "absence.start": None,
        "absence.sessions": 0,
        "absence.a_year": 0.0,
        "outage.start": None,
        "outage.sessions": 0,
        "outage.a_year": 0.0,
        "stale.start": None,
        "stale.sessions": 0,
        "stale.a_year": 0.0,
        "faults.seed": 1,
        "faults.missed_rolls": 0.0,
        "faults.late": 0.0,
        "faults.late_sessions": 1,
    },
    11: {
        "cash_conditions.leave": None,
        "cash_pause.enabled": False,
        "cash_pause.move": 0.04,
        "cash_pause.sessions": 3,
        "cash_pause.holds": "all",
        "fund.currency": "account",
        "fund.currency_haircut": None,
        "short.amount": None,
        "short.when": "always",
        "fx_range.edge": "bands",
        "fx_range.window": 20,
        "fx_range.width": 2.0,
        "fx_range.efficiency_window": 63,
        "fx_range.enter_below": 0.15,
        "fx_range.leave_above": 0.20,
        "fx_range.losing_streak": 3,
        "fx_range.rest": 20,
        "fund.conversion": None,
    },
}
"""By version: the settings that came with it, or have another default since, and the value that means
what was done before.
"""


def completed(settings: Mapping[str, Any], version: int) -> dict[str, Any]:
    """Settings of a run of an earlier version, nested plain values, with what was done then where a setting came later.

    A setting that stands in them is left alone. One that the pattern does not read is left at today's default where it
    was at that of its time: it does nothing either way. Raises `ResultError` for a version that is not known yet.
    """
    if not 1 <= version <= VERSION:
        raise ResultError(
            f"its settings are of version {version}, this program knows 1 to {VERSION}: update the program"
        )
    kind = PATTERNS[settings["pattern"]]
    whole = {name: dict(value) if isinstance(value, Mapping) else value for name, value in settings.items()}
    for later in range(version + 1, VERSION + 1):
        for place, value in BEFORE.get(later, {}).items():
            section, _, key = place.partition(".")
            told = whole.get(section, {}).get(key)
            if kind.reads_setting(place):
                whole.setdefault(section, {})[key] = value if told is None else told
            elif told is not None and told == value:
                del whole[section][key]
    return whole
