"""What runs are held against on a page: the index of their market, or a benchmark of one's own."""

import numpy as np

from data.base.arrays import Floats, Ints
from data.base.arrow import to_array
from data.base.days import iso
from data.base.errors import ConfigError
from data.intake.benchmark_file import Benchmark
from engine.comparison.comparison import Comparison
from engine.words import Words


def benchmark_levels(comparison: Comparison, own: Benchmark) -> Floats:
    """Levels of a benchmark on the sessions of a comparison. Raises `ConfigError` as `levels_on` does."""
    return levels_on(to_array(comparison.table("sessions")["date"]), own)


def levels_on(days: Ints, own: Benchmark) -> Floats:
    """Levels of a benchmark on sessions of runs, shape (n,), NaN where none is known. Raises `ConfigError` for one
    without two values among them.
    """
    levels = own.on(days)
    if np.isfinite(levels).sum() < 2:
        raise ConfigError(
            f"benchmark {own.name}: has values from {iso(int(own.days[0]))} to {iso(int(own.days[-1]))}, and the runs "
            f"are of {iso(int(days[0]))} to {iso(int(days[-1]))}; give one that covers some of these days"
        )
    return levels


def is_known(comparison: Comparison, own: Benchmark) -> bool:
    """Whether a benchmark has at least two values in the period of a comparison."""
    levels = own.on(to_array(comparison.table("sessions")["date"]))
    return int(np.isfinite(levels).sum()) >= 2


def benchmark_name(comparison: Comparison, own: Benchmark | None, say: Words) -> str:
    """What the benchmark is called, and what it is."""
    if own is not None:
        return say("outcomes.given", name=own.name)
    run = next(iter(comparison.runs.values()))
    if run.config.pair:
        return say("outcomes.pair", index=run.config.pair)
    index = run.manifest["market"].get("index", "")
    return say("outcomes.price_index", index=say.told("index_name", index) if index else say("verdict.index"))
