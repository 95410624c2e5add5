"""Which rules a run has, and on which evenings each was on: the lanes of the timeline."""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrow import to_array
from engine.analysis.rulings import acting, evenings, rules_of_run

Flags = NDArray[np.bool_]
Lanes = dict[str, Flags]


def lanes_of(tables: Mapping[str, pa.Table]) -> tuple[NDArray[np.int32], Lanes]:
    """(days, flags (days,) of each rule by its name) of a run; its own table of rules where its pattern has one."""
    own = next((name for name in _LANES if name in tables), None)
    if own is None:
        return evenings(tables), {rule: acting(tables, rule) for rule in rules_of_run(tables)}
    lanes = _LANES[own](tables[own])
    if "fx_stages" in tables:
        lanes["fx_attack"] = np.array(tables["fx_stages"]["stage"].to_pylist(), dtype=object) == "attack"
    return to_array(tables[own]["date"]), lanes


def _of_cash(rules: pa.Table) -> Lanes:
    """What asked for more cash, or for less: alarms and the way back, and of the others those that ever did."""
    states, binding = np.array(rules["state"].to_pylist()), np.array(rules["binding"].to_pylist())
    amounts = {"events": "event_addition", "conditions": "conditions_addition", "tactical": "tactical_used"}
    others = {f"cash_{name}": to_array(rules[column]) > 0.0 for name, column in amounts.items()}
    others["cash_override"] = binding == "override"
    alarm, normal = states == "alarmed", states == "normal"
    ever = {name: flags for name, flags in others.items() if flags.any()}
    return {"cash_alarm": alarm, "cash_reentry": ~(alarm | normal), **ever}


def _of_trades(rules: pa.Table) -> Lanes:
    """On which side of the currency the account is to stand."""
    ordered = to_array(rules["target_contracts"])
    return {"fx_long": ordered > 0, "fx_short": ordered < 0}


_LANES: dict[str, Callable[[pa.Table], Lanes]] = {
    "cash_rules": _of_cash,
    "fx_rules": _of_trades,
}
