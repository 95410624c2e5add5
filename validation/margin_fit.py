"""How the model of exchange margins was fitted, and how far it errs on years that it was not fitted to.

python -m validation.margin_fit        some minutes; prints parameters and errors

Many sets of parameters walk the sessions side by side. What is searched for is the root mean square of log(model /
table), a model below the table counted a quarter more than one above, with a little weight on what is known of 2001,
2008 and 2009.
"""

import sys
from datetime import date

import numpy as np

from data.base.arrays import Floats
from data.base.days import day_of
from data.facts import facts
from data.margin.margins import margin_models
from data.market.embedded import embedded_market
from data.signals.volatility import SESSIONS_PER_YEAR
from validation.margins import END, FAMILY, FIRST, HALF, MULTIPLIER

Sets = dict[str, Floats]
"""Parameters by name, each of shape (sets,)."""
BOUNDS = {
    "slow_decay": (0.97, 0.997),
    "fast_decay": (0.82, 0.97),
    "slow_multiple": (2.0, 8.0),
    "slow_weight": (0.1, 1.0),
    "fast_multiple": (1.2, 4.0),
    "long_window": (1000.0, 3600.0),
    "floor": (0.030, 0.046),
    "cap": (0.12, 0.12),
    "raise_trigger": (1.02, 1.15),
    "largest_raise": (1.18, 1.18),
    "cut_trigger": (0.70, 0.95),
    "cut_sessions": (15.0, 90.0),
    "largest_cut": (0.80, 0.97),
    "seed_volatility": (0.15, 0.15),
}
BELOW = 1.25
ANCHORS = (("2001-11-16", 3450.0, 0.015), ("2001-11-20", 3150.0, 0.015), ("2008-10-27", 4400.0, 0.02),
    ("2009-07-13", 4500.0, 0.02))  # fmt: skip
"""Day, maintenance, and its weight beside the table's of 1."""
SETS, ROUNDS = 160, 70


def in_use() -> Sets:
    """The parameters of the facts, the first in order of date, as one set."""
    model = margin_models(FAMILY)[0][1]
    return {name: np.array([getattr(model, name)]) for name in BOUNDS}


def walk(sets: Sets, closes: Floats) -> Floats:
    """Maintenance of each set at each session, shape (sessions, sets): `data.margin.margins.modelled_maintenance` for
    many models at once.
    """
    squares = np.concatenate([[0.0], (closes[1:] / closes[:-1] - 1.0) ** 2])
    summed, windows = np.concatenate([[0.0], np.cumsum(squares)]), sets["long_window"].astype(int)
    seed = sets["seed_volatility"] ** 2 / SESSIONS_PER_YEAR
    slow, fast, calm = seed.copy(), seed.copy(), np.zeros(len(seed))
    current = _target(sets, slow, fast, seed) * MULTIPLIER * closes[0]
    path = np.empty((len(closes), len(seed)))
    for place, close in enumerate(closes):
        value = MULTIPLIER * close
        path[place] = np.minimum(current, sets["cap"] * value)
        slow, fast = (
            sets[f"{name}_decay"] * variance + (1.0 - sets[f"{name}_decay"]) * squares[place]
            for name, variance in (("slow", slow), ("fast", fast))
        )
        missing = np.maximum(windows - place - 1, 0)
        long_run = (summed[place + 1] - summed[place + 1 - windows + missing] + missing * seed) / windows
        current, calm = _step(sets, current, calm, _target(sets, slow, fast, long_run) * value)
    return path


def fit(days: "np.typing.NDArray[np.bool_]", seed: int = 0) -> Sets:
    """The best set on some of the table's sessions (a mask over all sessions), by differential evolution."""
    chance, names = np.random.default_rng(seed), list(BOUNDS)
    low, high = (np.array([BOUNDS[name][side] for name in names]) for side in (0, 1))
    found = low + (high - low) * chance.random((SETS, len(names)))
    losses = _loss(found, days)
    for _ in range(ROUNDS):
        ones, others = (found[chance.integers(0, SETS, SETS)] for _ in range(2))
        best = found[np.argsort(losses)[: SETS // 10]][chance.integers(0, SETS // 10, SETS)]
        pull = chance.uniform(0.4, 0.9, (SETS, 1))
        moved = found + pull * (best - found) + pull * (ones - others)
        tried = np.clip(np.where(chance.random(moved.shape) < 0.8, moved, found), low, high)
        told = _loss(tried, days)
        better = told < losses
        found[better], losses[better] = tried[better], told[better]
    return dict(zip(names, found[[int(np.argmin(losses))]].T, strict=True))


def error(sets: Sets, days: "np.typing.NDArray[np.bool_]") -> float:
    """Root mean square of log(model / table) of one set on some of the table's sessions."""
    return float(np.sqrt(np.mean(np.log(walk(sets, _closes())[days, 0] / _table()[days]) ** 2)))


def halves() -> tuple["np.typing.NDArray[np.bool_]", "np.typing.NDArray[np.bool_]"]:
    """Sessions of the table before 2018 and from then on."""
    days = np.array(embedded_market().days)
    inside = (days >= FIRST) & (days < END)
    return inside & (days < HALF), inside & (days >= HALF)


def _target(sets: Sets, slow: Floats, fast: Floats, long_run: Floats) -> Floats:
    calm = sets["slow_multiple"] * (
        sets["slow_weight"] * np.sqrt(slow) + (1.0 - sets["slow_weight"]) * np.sqrt(long_run)
    )
    aimed = np.maximum(sets["floor"], np.maximum(calm, sets["fast_multiple"] * np.sqrt(fast)))
    return np.minimum(sets["cap"], aimed)


def _step(sets: Sets, current: Floats, calm: Floats, target: Floats) -> tuple[Floats, Floats]:
    raised, low = target > sets["raise_trigger"] * current, target < sets["cut_trigger"] * current
    calm = np.where(low, calm + 1.0, 0.0)
    cut = low & (calm >= sets["cut_sessions"])
    up, down = np.minimum(target, sets["largest_raise"] * current), np.maximum(target, sets["largest_cut"] * current)
    return np.where(raised, up, np.where(cut, down, current)), np.where(cut, 0.0, calm)


def _loss(found: Floats, days: "np.typing.NDArray[np.bool_]") -> Floats:
    path = walk(dict(zip(BOUNDS, found.T, strict=True)), _closes())
    loss = np.mean(_weighed(np.log(path[days] / _table()[days][:, None])) ** 2, axis=0)
    for day, maintenance, weight in ANCHORS:
        place = embedded_market().row_from(day_of(date.fromisoformat(day)))
        loss = loss + weight * _weighed(np.log(path[place] / maintenance)) ** 2
    return np.asarray(loss)


def _weighed(errors: Floats) -> Floats:
    return np.where(errors < 0.0, BELOW * errors, errors)


def _closes() -> Floats:
    return embedded_market().floats("close")


def _table() -> Floats:
    rows = [facts("exchange_margin").find(f"{FAMILY}.maintenance", day) for day in embedded_market().days]
    return np.array([np.nan if row is None or row.value is None else row.value for row in rows])


def main() -> None:
    """Fit to the whole table and to each half, and try each on the other."""
    first, second = halves()
    write = sys.stdout.write
    write(f"in use: 2012-2017 {error(in_use(), first):.1%}, 2018-2022 {error(in_use(), second):.1%}\n")
    for name, days in (("whole table", first | second), ("2012-2017", first), ("2018-2022", second)):
        sets = fit(days)
        told = ", ".join(f"{parameter} {values[0]:.4g}" for parameter, values in sets.items())
        write(f"fitted to {name}: 2012-2017 {error(sets, first):.1%}, 2018-2022 {error(sets, second):.1%}; {told}\n")


if __name__ == "__main__":
    main()
