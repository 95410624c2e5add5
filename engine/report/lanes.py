"""Which rules a run has, and on which evenings each was on: the lanes of the timeline."""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.base.arrow import to_array
from engine.analysis.rulings import acting, evenings, rules_of_run

Flags = NDArray[np.bool_]
Lanes = dict[str, Flags]
PAUSES = ("cash_paused", "cash_resumed")
"""Codes of the events that begin and end a pause of the cash ratio."""


def lanes_of(tables: Mapping[str, pa.Table]) -> tuple[NDArray[np.int32], Lanes]:
    """(days, flags (days,) of each rule by its name) of a run; its own table of rules where its pattern has one."""
    own = next((name for name in _LANES if name in tables), None)
    if own is None:
        return evenings(tables), {rule: acting(tables, rule) for rule in rules_of_run(tables)}
    lanes = _LANES[own](tables)
    if "fx_stages" in tables:
        lanes["fx_attack"] = np.array(tables["fx_stages"]["stage"].to_pylist(), dtype=object) == "attack"
    return to_array(tables[own]["date"]), lanes


def _series_asked(tables: Mapping[str, pa.Table]) -> Flags:
    """The evenings on which a series of one's own added to the cash ratio, or decided it."""
    rules = tables["cash_rules"]
    decided = np.array(rules["binding"].to_pylist()) == "series"
    if "cash_series" not in tables:
        return np.asarray(decided)
    told = tables["cash_series"].filter(pc.greater(tables["cash_series"]["asks"], 0.0))
    asked: Flags = decided | np.isin(to_array(rules["date"]), to_array(told["date"]))
    return asked


def _paused(tables: Mapping[str, pa.Table]) -> Flags:
    """The evenings from one that paused the cash ratio to the one that ended the pause."""
    days, events = to_array(tables["cash_rules"]["date"]), tables["events"]
    told = {code: to_array(events.filter(pc.equal(events["code"], code))["date"]) for code in PAUSES}
    began, ended = (np.searchsorted(days, told[code]) for code in PAUSES)
    steps = np.bincount(began, minlength=len(days)) - np.bincount(ended, minlength=len(days))
    on: Flags = np.cumsum(steps) > 0
    return on


def _of_cash(tables: Mapping[str, pa.Table]) -> Lanes:
    """What asked for more cash, or for less: alarms and the way back, and of the others those that ever did."""
    rules = tables["cash_rules"]
    states, binding = np.array(rules["state"].to_pylist()), np.array(rules["binding"].to_pylist())
    amounts = {"events": "event_addition", "conditions": "conditions_addition", "tactical": "tactical_used"}
    others = {f"cash_{name}": to_array(rules[column]) > 0.0 for name, column in amounts.items()}
    others["cash_series"] = _series_asked(tables)
    others["cash_pause"] = _paused(tables)
    others["cash_override"] = binding == "override"
    alarm, normal = states == "alarmed", states == "normal"
    ever = {name: flags for name, flags in others.items() if flags.any()}
    return {"cash_alarm": alarm, "cash_reentry": ~(alarm | normal), **ever}


def _of_trades(tables: Mapping[str, pa.Table]) -> Lanes:
    """On which side of the currency the account is to stand."""
    rules = tables["fx_rules"]
    ordered = to_array(rules["target_contracts"])
    return {"fx_long": ordered > 0, "fx_short": ordered < 0}


_LANES: dict[str, Callable[[Mapping[str, pa.Table]], Lanes]] = {
    "cash_rules": _of_cash,
    "fx_rules": _of_trades,
}
