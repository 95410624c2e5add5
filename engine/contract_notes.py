"""What one contract is of an account, and from which capital a plan in futures can be followed: sentences for a run's notes."""

from collections.abc import Iterator, Mapping
from math import ceil, floor, log10

import numpy as np
import pyarrow as pa

from data.arrow import to_array, to_numbers
from engine.config import RunConfig
from engine.words import words

SAY = words()
LARGE = 0.01
"""Share of equity from which on a contract is worth a word."""
Tables = Mapping[str, pa.Table]


def contract_notes(config: RunConfig, tables: Tables) -> Iterator[str]:
    """Of a plan in futures one contract of which was large: how large, and what capital it takes.

    Shares scale with capital, but for what the overlay itself earned here: the amounts are about right. None is ever held where one was too large on each evening of this run; the plan is
    followed where the target that halving leaves is at least one contract on each, and closely where rounding it down stays within the band.
    """
    rules, overlay = tables["rules"], config.overlay
    unit = to_numbers(rules["contract_ratio"])
    least = least_share(tables)
    if np.isnan(unit).all() or np.nanmax(unit) <= LARGE or np.isnan(least):
        return
    opening, most = float(to_array(tables["equity"]["equity"])[0]), float(np.nanmax(unit))
    halved = overlay.ratio * (config.halving.factor if config.halving.enabled else 1.0) or overlay.ratio
    yield SAY(
        "note.contract",
        first=f"{unit[~np.isnan(unit)][0]:.1%}",
        most=f"{most:.1%}",
        least=f"{_about(opening * least, up=False):,.0f}",
        whole=f"{_about(opening * most / halved, up=True):,.0f}",
        currency=config.capital.currency,
    )
    if overlay.band:
        close = f"{_about(opening * most / (halved * overlay.band), up=True):,.0f}"
        yield SAY("note.contract_band", close=close, currency=config.capital.currency, band=f"{overlay.band:.1%}")


def least_share(tables: Tables) -> float:
    """Capital below which no contract would have been held on any evening, as a share of this run's; NaN where none was ever aimed at.

    A target that a rule has reduced is rounded down, any other to the nearest contract within the limit.
    """
    columns = ("contract_ratio", "target_ratio", "base_ratio", "cap_ratio")
    unit, target, base, cap = (to_numbers(tables["rules"][name]) for name in columns)
    room = np.where(target < base, target, np.minimum(2.0 * target, cap))
    aimed = (room > 0.0) & ~np.isnan(unit)
    return float((unit[aimed] / room[aimed]).min()) if aimed.any() else float("nan")


def _about(amount: float, *, up: bool) -> float:
    """Two significant digits, rounded to the safe side."""
    step = 10.0 ** (floor(log10(amount)) - 1)
    return (ceil if up else floor)(amount / step) * step
