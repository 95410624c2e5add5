"""A nearest disaster as plain values, for JSON: money in account currency, shares and moves as decimals, what is not
known, or infinite, as None.
"""

from math import isfinite
from typing import Any

from data.base.days import iso
from engine.nearest.disaster import Disaster, Nearest


def plain(found: Disaster) -> dict[str, Any]:
    """All of it."""
    state, chance = found.state, found.chance
    return {
        "date": iso(found.day),
        "last_session_without_position": iso(found.idle_since) if found.idle_since else None,
        "equity": state.equity,
        "contracts": state.contracts,
        "notional": abs(state.contracts) * state.unit,
        "asked": {**found.terms._asdict(), "late_odds": found.late_odds},
        "nearest": _nearest(found.nearest) if found.nearest else None,
        "chance": {
            **chance._asdict(),
            "years": _finite(chance.years),
            "years_between": [_finite(value) for value in chance.between],
            "deviations": _finite(chance.deviations),
        }
        if chance
        else None,
        "cures": [{**one._asdict(), "times": _finite(one.times)} for one in found.cures],
        "limit": found.limit._asdict(),
    }


def _nearest(near: Nearest) -> dict[str, Any]:
    return {
        "outcome": near.outcome.kind,
        "session": near.outcome.session,
        "equity": near.outcome.equity,
        "log_times_less_likely": near.unlikely,
        "deviations": near.deviations,
        "index_returns": [shock.index_return for shock in near.shocks],
        "currency_returns": [shock.currency_return for shock in near.shocks],
        "margin_multiples": [shock.margin for shock in near.shocks],
        "margin_errors": near.path.raised,
        "late": near.path.late,
        "days": [{**day._asdict(), "told": list(day.told)} for day in near.days],
    }


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
