"""What settings did not do in a run: sentences for its notes."""

import json
from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from data.arrow import to_array
from data.volatility import Floats
from engine.config import RunConfig
from engine.config_account import Cash
from engine.profiles import AccountProfile
from engine.reach import changed, stopped_by, without_effect
from engine.words import words

SAY = words()
MUCH = 0.9
"""Share of the overlay asked for that whole contracts leave at least; with less something else was in the way."""
Tables = Mapping[str, pa.Table]


def effect_notes(config: RunConfig, profile: AccountProfile, tables: Tables) -> Iterator[str]:
    """Sentences on settings that had no effect, for what they are or for what happened, and on an overlay that was never what was asked."""
    for told, settings in without_effect(config, profile).items():
        yield SAY("note.no_effect", chosen=_chosen(config, profile, told), settings=", ".join(settings))
    if not tables["rules"].num_rows or stopped_by(config, profile, "overlay.ratio"):
        return
    if "cash.buffer" in changed(config) and _buffer_was_idle(config, profile, tables):
        yield SAY("note.idle_buffer", buffer=f"{config.cash.buffer:g}")
    yield from _never_reached(config.overlay.ratio, tables)


def _chosen(config: RunConfig, profile: AccountProfile, told: str) -> str:
    """A setting as it would be written; what an account leaves open is its profile's, and an exposure limit follows the ratio."""
    section, _, key = told.rpartition(".")
    value = getattr(getattr(config, section) if section else config, key)
    if value is None:
        value = config.exposure_limit if key == "max_total_exposure" else getattr(profile, key)
    return f"{told} = {json.dumps(value)}"


def _never_reached(asked: float, tables: Tables) -> Iterator[str]:
    """Rules, or margin, kept the overlay below its ratio every evening."""
    target, held = float(to_array(tables["rules"]["target_ratio"]).max()), float(_overlay(tables).max())
    names = [name for name in tables["rules"]["binding"].to_pylist() if name]
    if target >= asked - 1e-9:
        refused = "margin" in tables["orders"]["status"].to_pylist()
        names = ["margin"] if refused and held < MUCH * asked else []
    if names:
        bound = ", ".join(SAY(f"rule.{name}") for name in sorted(set(names), key=names.count, reverse=True))
        yield SAY("note.never_reached", asked=f"{asked:g}", held=f"{held:.2f}", rules=bound)


def _buffer_was_idle(config: RunConfig, profile: AccountProfile, tables: Tables) -> bool:
    """Whether neither the buffer nor its default could have limited the overlay; where the fund is collateral it does nothing else."""
    if not profile.fund_is_collateral:
        return False
    equity, notional = (to_array(tables["equity"][name]) for name in ("equity", "overlay_notional"))
    held = notional > 0.0
    if not held.any() or equity.min() <= 0.0:
        return False
    margin = float((to_array(tables["equity"]["initial"])[held] / notional[held]).max())
    backed = float((to_array(tables["equity"]["collateral"]) / equity).min())
    room = backed / (margin + max(config.cash.buffer, Cash().buffer))
    return float(to_array(tables["rules"]["target_ratio"]).max()) < room


def _overlay(tables: Tables) -> Floats:
    """Overlay notional as a share of equity, by session; nothing without equity."""
    equity, notional = (to_array(tables["equity"][name]) for name in ("equity", "overlay_notional"))
    return np.where(equity > 0.0, notional / np.where(equity > 0.0, equity, 1.0), 0.0)
