"""What one contract is of an account, and from which capital a plan in futures can be followed:
for a run's notes.
"""

import json
from collections.abc import Iterator, Mapping
from math import ceil, floor, log10
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import is_among, to_array
from engine.analysis.rulings import evenings, most, target
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, note

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGE = 0.01
"""Share of equity from which on a contract is worth a word."""
Tables = Mapping[str, pa.Table]


def contract_notes(config: RunConfig, tables: Tables) -> Iterator[Note]:
    """Notes on what one contract is of the account, futures first; none where it is little."""
    yield from _of_futures(config, tables)
    yield from _of_options(config, tables)


def _of_options(config: RunConfig, tables: Tables) -> Iterator[Note]:
    """Of options one of which cost more than the budget on some dates: how much, and what
    capital it takes to have bought on all of them.
    """
    events, equity = tables["events"], to_array(tables["equity"]["equity"])
    places = np.searchsorted(to_array(tables["equity"]["date"]), to_array(events["date"])).tolist()
    rows = zip(places, events["kind"].to_pylist(), events["numbers"].to_pylist(), strict=True)
    dear = [(equity[place], json.loads(numbers)) for place, kind, numbers in rows if kind == "over_budget"]
    if dear and all(worth > 0.0 for worth, _ in dear):
        yield note(
            "option_dear",
            count=len(dear),
            most=float(max(one["cost"] / worth for worth, one in dear)),
            whole=_about(max(one["cost"] / one["budget"] / worth for worth, one in dear) * float(equity[0]), up=True),
            currency=config.capital.currency,
        )


def _of_futures(config: RunConfig, tables: Tables) -> Iterator[Note]:
    """Of a plan in futures one contract of which was large: how large, and what capital it takes.

    The plan is followed where the target that halving leaves is at least one contract on every evening of this run, and
    closely where rounding it down stays within the no-trade band; shares scale with capital, unless an amount is named.
    """
    unit, overlay, least = target(tables, "contract_ratio"), config.overlay, least_capital(tables)
    named = config.reads("short.amount") and config.short.amount is not None
    if named or np.isnan(unit).all() or np.nanmax(unit) <= LARGE or np.isnan(least):
        return
    largest, halves = float(np.nanmax(unit)), config.reads("halving.enabled")
    halved = overlay.ratio * (config.halving.factor if halves and config.halving.enabled else 1.0) or overlay.ratio
    whole = largest / halved * float(to_array(tables["equity"]["equity"])[0])
    yield note(
        "contract" if halves else "contract_unhalved",
        first=float(unit[~np.isnan(unit)][0]),
        most=largest,
        least=_about(least, up=False),
        whole=_about(whole, up=True),
        currency=config.capital.currency,
    )
    if overlay.band:
        close = _about(whole / overlay.band, up=True)
        key = "contract_band" if halves else "contract_band_unhalved"
        yield note(key, close=close, currency=config.capital.currency, band=overlay.band)


def least_capital(tables: Tables) -> float:
    """Opening capital, account currency > 0, below which no evening of this run would have aimed at a contract; NaN
    where none had an overlay to aim at.

    Such an account earns what the fund earns. A target that a rule has reduced is rounded down, any other to the
    nearest contract within the limit.
    """
    equity, cap = to_array(tables["equity"]["equity"]), most(tables, "cap")
    share, aim, base = (target(tables, name) for name in ("contract_ratio", "target_ratio", "base_ratio"))
    # rounded to the nearest, a contract is held from half of one on, where the limit has room for a whole one
    room = np.where(aim < base, aim, np.minimum(2.0 * aim, cap))
    aimed = (room > 0.0) & ~np.isnan(share)
    days = evenings(tables)[aimed]
    unit = share[aimed] * equity[np.searchsorted(to_array(tables["equity"]["date"]), days)]
    growth = _growth_of_the_fund(tables, days)
    least = (unit / room[aimed])[growth > 0.0] / growth[growth > 0.0]
    return float(least.min()) if len(least) else float("nan")


def _growth_of_the_fund(tables: Tables, days: "NDArray[np.int32]") -> Floats:
    """What 1 of opening capital would be on some days with carry alone, (days,). What a fund or a broker lost is a
    share of what there was on the session before.
    """
    attribution, of_equity = tables["attribution"], tables["equity"]
    sessions, equity = to_array(of_equity["date"]), to_array(of_equity["equity"])
    dates, amounts = to_array(attribution["date"]), to_array(attribution["amount"])
    lost = is_among(attribution["category"], {"credit_loss"})
    earned = is_among(attribution["source"], {"carry"}) & ~lost
    before = equity[np.maximum(np.searchsorted(sessions, dates[lost]) - 1, 0)]
    total = np.concatenate([[0.0], np.cumsum(amounts[earned], dtype=np.float64)])
    left = np.cumprod(np.concatenate([[1.0], 1.0 + amounts[lost] / before]))
    until = [np.searchsorted(dates[rows], days, side="right") for rows in (earned, lost)]
    return (1.0 + total[until[0]] / float(equity[0])) * left[until[1]]


def _about(amount: float, *, up: bool) -> float:
    """Two significant digits, rounded to the safe side."""
    step = 10.0 ** (floor(log10(amount)) - 1)
    return (ceil if up else floor)(amount / step) * step
