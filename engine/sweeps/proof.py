"""What so many looks leave of the best cell of a sweep: is it more than luck?"""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day
from data.contracts.contracts import OptionSpec
from engine.analysis.crises import crises_outside
from engine.analysis.overfitting import BLOCKS, overfitting
from engine.analysis.purged import Grouping, paths, split
from engine.analysis.sharpe import MONTHS_PER_YEAR, after_looks, best_by_chance, moments, probabilistic
from engine.results.trials import Looks
from engine.settings.run_config import RunConfig
from engine.sweeps.criteria import best

Row = Mapping[str, Any]
GROUPS, TESTED = 8, 2
"""Groups of months of a cross-validation, and how many of them are tested at a time."""
EMBARGO = 1
"""Months after a tested one from which nothing is learnt."""


def proof(rows: Sequence[Row], criterion: str, looks: Looks, held: int) -> dict[str, Any]:
    """What is known of the cells of a sweep, from their rows in `runs`, after so many looks at their market; `held` is
    for how many months what is bought in one reaches into the next.

    Sharpe ratios are annual. Overfitting and cross-validation are of the cells as they are ranked by their Sharpe
    ratios, None for fewer than two cells or too few months.
    """
    made = [row for row in rows if row.get("months") is not None]
    place = best(made, criterion)
    told = [row for row in made if row["own"] or (place is not None and row is made[place])]
    returns = np.array([row["months"] for row in made])
    return {
        "trials": looks.count,
        "effective": looks.effective,
        "known": looks.known,
        "cells": [_cell(row, looks) | {"best": place is not None and row is made[place]} for row in told],
        "overfitting": _overfitting(returns),
        "cross_validation": _cross_validation(returns, held),
    }


def unseen(first: Day, last: Day) -> list[str]:
    """Names of the crises that do not lie between two days, both included."""
    return [one.name for one in crises_outside(first, last)]


def months_held(config: RunConfig) -> int:
    """For how many months an option that a plan buys may reach beyond the month in which it is bought; 0 without
    options.
    """
    buys = any(isinstance(spec, OptionSpec) for spec in config.contracts().values())
    return config.insurance.months if config.reads("insurance.months") else int(buys)


def _cell(row: Row, looks: Looks) -> dict[str, Any]:
    """How sure the Sharpe ratio of a cell is, alone and after the looks; what chance alone makes of the best."""
    found = moments(np.asarray(row["months"]))
    told: dict[str, Any] = {"cell": row["cell"], "own": row["own"], "probabilistic": None, "deflated": None}
    if found is None:
        return told | {"sharpe": None, "by_chance": None}
    return told | {
        "sharpe": found.sharpe * sqrt(MONTHS_PER_YEAR),
        "by_chance": best_by_chance(found, looks.effective, looks.dispersion) * sqrt(MONTHS_PER_YEAR),
        "probabilistic": probabilistic(found),
        "deflated": after_looks(found, looks.effective, looks.dispersion) if looks.known else None,
    }


def _overfitting(returns: Floats) -> dict[str, Any] | None:
    if len(returns) < 2 or returns.shape[1] < 2 * BLOCKS:
        return None
    found = overfitting(returns)
    return {
        "probability": found.probability,
        "loss": found.loss,
        "slope": found.slope,
        "splits": found.splits,
        "possible": found.possible,
        "blocks": BLOCKS,
    }


def _cross_validation(returns: Floats, held: int) -> dict[str, Any] | None:
    """Sharpe ratios of histories in which each group of months was held by the cell that was best on the others."""
    how = Grouping(GROUPS, TESTED, EMBARGO)
    if len(returns) < 2 or returns.shape[1] < 2 * GROUPS:
        return None
    months = np.arange(returns.shape[1])
    splits = list(split(months, months + held, how))
    chosen = [int(np.argmax(_sharpe(returns[:, one.train]))) for one in splits]
    told = [[returns[cell, group] for group in one.tests] for cell, one in zip(chosen, splits, strict=True)]
    sharpe = _sharpe(paths(splits, told, how)) * sqrt(MONTHS_PER_YEAR)
    return {
        "groups": GROUPS,
        "tested": TESTED,
        "embargo": EMBARGO,
        "held": held,
        "paths": how.paths,
        "median": float(np.median(sharpe)),
        "lowest": float(sharpe.min()),
        "highest": float(sharpe.max()),
        "best_in_hindsight": float(_sharpe(returns).max() * sqrt(MONTHS_PER_YEAR)),
    }


def _sharpe(returns: Floats) -> Floats:
    """Sharpe ratio of each row, a month each; 0 of one that never moved."""
    risk = returns.std(axis=1, ddof=1)
    found: Floats = np.divide(returns.mean(axis=1), risk, out=np.zeros(len(returns)), where=risk > 0.0)
    return found
