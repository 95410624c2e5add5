"""Two drivers, one arithmetic: thousands of runs by chance, by the event engine and by the loop.

python -m validation.agreement        writes docs/agreement.md
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import reduce
from operator import add
from pathlib import Path
from typing import NamedTuple

from validation.agreement_around import FAULTS, FLOWS
from validation.agreement_counts import COUNTED
from validation.agreement_runs import DRAWN, Compared, case, compare, fast
from validation.agreement_settings import CHOICES, HEDGE, NOT_DRAWN
from validation.markdown import figures
from validation.mutants_of_steps import lines, noticed

PAGE = Path(__file__).parents[1] / "docs" / "agreement.md"
RUNS, TOGETHER, CORES = 3000, 100, 2
"""Runs of the page, how many one process does at a time, and processes."""


class Sum(NamedTuple):
    """Several runs: how many there were, were refused by both drivers, and differed; values with other bits, the worst
    relative difference of equity, sessions, fills, and how often what happened.
    """

    runs: int
    refused: int
    different: int
    unequal: int
    worst: float
    sessions: int
    fills: int
    counts: Counter[str]

    @classmethod
    def of(cls, runs: Iterable[Compared]) -> "Sum":
        """The sum of some runs."""
        told = list(runs)
        return cls(
            len(told), sum(not one.sessions and not one.differences for one in told),
            sum(bool(one.differences) for one in told), sum(one.unequal for one in told),
            max((one.worst for one in told), default=0.0), sum(one.sessions for one in told),
            sum(one.fills for one in told), reduce(add, (one.counts for one in told), Counter()),
        )  # fmt: skip


def compared(seeds: Iterable[int]) -> list[Compared]:
    """Runs by chance, each by both drivers."""
    return [compare(case(seed), fast) for seed in seeds]


def chunks(count: int = RUNS) -> list[range]:
    """Seeds in turn, as one process has them."""
    return [range(first, min(first + TOGETHER, count)) for first in range(0, count, TOGETHER)]


def all_runs() -> list[Compared]:
    """Every run of the page, in the order of the seeds."""
    with ProcessPoolExecutor(CORES) as pool:
        return [one for told in pool.map(compared, chunks()) for one in told]


def sum_lines(sums: dict[str, Sum]) -> list[str]:
    """A row for each kind of runs."""
    head = ["", "runs", "refused by both", "sessions", "fills", "runs that differ", "values with other bits",
            "worst difference of equity"]  # fmt: skip
    rows = [
        [name, *(f"{number:,}" for number in (one.runs, one.refused, one.sessions, one.fills, one.different,
            one.unequal)), f"{one.worst:.1e}" if one.worst else "0"]
        for name, one in sums.items()
    ]  # fmt: skip
    return figures(head, rows)


def count_lines(sums: dict[str, Sum]) -> list[str]:
    """A row for each thing that happened, a column for each kind of runs."""
    return figures(["", *sums], [[what, *(f"{one.counts[what]:,}" for one in sums.values())] for what in COUNTED])


def setting_lines() -> list[str]:
    """What is never drawn, and why."""
    return figures(["setting", "why"], [[f"`{name}`", why] for name, why in NOT_DRAWN.items()])


def different_lines(runs: Sequence[Compared]) -> list[str]:
    """The first runs that differ, each with its seed and what differs."""
    told = [f"* seed {seed}: {'; '.join(one.differences)}" for seed, one in enumerate(runs) if one.differences]
    return [*told[:10], *([f"* and {len(told) - 10} more"] if len(told) > 10 else [])] or ["None."]


def page(runs: Sequence[Compared], mutants: Sequence[str]) -> str:
    """The whole page, of runs in the order of their seeds, and of the lines about mutants."""
    kinds = {"on history": runs[::2], "in a crash": runs[1::2], "all": runs}
    patterns = {
        name: [one for seed, one in enumerate(runs) if DRAWN[seed // 2 % len(DRAWN)] == name]
        for name in dict.fromkeys(DRAWN)
    }
    sums = {name: Sum.of(some) for name, some in kinds.items()}
    every = {**sums, **{f"pattern {name}": Sum.of(some) for name, some in patterns.items()}}
    return Path(__file__).with_name("agreement.template.md").read_text(encoding="utf-8").format(
        runs=f"{len(runs):,}", drawn=len(CHOICES) + len(HEDGE) + len(FAULTS) + len(FLOWS) + 3,
        sums="\n".join(sum_lines(every)),
        counts="\n".join(count_lines(sums)), settings="\n".join(setting_lines()),
        different="\n".join(different_lines(runs)), mutants="\n".join(mutants),
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(all_runs(), lines(noticed())), encoding="utf-8")
