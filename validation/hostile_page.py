"""What a hostile world did to the program: every fuzzer with many inputs, and the page of what was tried.

python -m validation.hostile_page [--count N] [--seed S]        writes docs/hostile.md
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from data.base.sums import total
from engine.tasks.workers import cores
from validation.hostile import FUZZERS, Tried, hunt, line_of, warm
from validation.hostile_run import MEMORY_MB, SECONDS
from validation.markdown import figures

PAGE = Path(__file__).parent.parent / "docs" / "hostile.md"
COUNT, SEED = 5_000, 1
_AT_ONCE = 25
WRONG = "traceback", "unanswered", "memory"
HEAD = (
    "what was made bad", "inputs", "answered", "refused in a sentence", "traceback", f"unanswered in {SECONDS:.0f} s",
    f"above {MEMORY_MB / 1000:.0f} GB", "anything else wrong", "slowest, s", "most memory, MB", "all together, s",
)  # fmt: skip


class Told(NamedTuple):
    """What the page tells of one attempt."""

    fuzzer: str
    kind: str
    verdict: str
    seconds: float
    peak_mb: float
    line: str


def told_of(one: Tried) -> Told:
    """One attempt as the page needs it."""
    line = "" if one.outcome.good else line_of(one)
    kind = one.attempt.kind.partition(":")[0].strip()
    return Told(one.fuzzer, kind, one.outcome.verdict, one.outcome.seconds, one.outcome.peak_mb, line)


def all_tried(count: int, seed: int) -> Iterator[Told]:
    """Try so many inputs, evenly of each fuzzer, on every core."""
    each = -(-count // len(FUZZERS))
    parts = [
        (name, range(first, min(first + _AT_ONCE, seed + each)))
        for name in FUZZERS
        for first in range(seed, seed + each, _AT_ONCE)
    ]
    with ProcessPoolExecutor(cores(), get_context("fork"), warm) as pool:
        for found in pool.map(_part, parts):
            yield from found


def _part(part: tuple[str, range]) -> list[Told]:
    return [told_of(one) for one in hunt(*part)]


def counts(found: Sequence[Told]) -> list[str]:
    """Lines of a table: a row a fuzzer, and one of all."""
    rows = [_row(name, list(own)) for name, own in groupby(found, lambda one: one.fuzzer)]
    return figures(HEAD, [*rows, _row("all", found)])


def _row(name: str, found: Sequence[Told]) -> list[str]:
    of = Counter(one.verdict for one in found)
    wrong = [of.pop(verdict, 0) for verdict in WRONG]
    good = [of.pop(verdict, 0) for verdict in ("answered", "refused")]
    return [
        name,
        *(f"{one:,}" for one in (len(found), *good, *wrong, of.total())),
        f"{max(one.seconds for one in found):.1f}",
        f"{max(one.peak_mb for one in found):.0f}",
        f"{total(one.seconds for one in found):,.0f}",
    ]


def kinds(found: Sequence[Told]) -> list[str]:
    """Lines of a table: how often each kind of bad input was tried, and what came of it."""
    of: dict[str, Counter[str]] = {}
    for one in found:
        of.setdefault(f"{one.fuzzer}: {one.kind}", Counter())[one.verdict] += 1
    rows = [[kind, *map(str, (own.total(), own["answered"], own["refused"]))] for kind, own in sorted(of.items())]
    return figures(["what", "inputs", "answered", "refused"], rows)


def main() -> None:
    """Try everything, print what went wrong, and write the page."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--count", type=int, default=COUNT)
    ask.add_argument("--seed", type=int, default=SEED)
    asked = ask.parse_args()
    began, found = time.perf_counter(), []
    for one in all_tried(asked.count, asked.seed):
        found.append(one)
        if one.line:
            sys.stdout.write(one.line + "\n")
    template = Path(__file__).with_name("hostile.template.md").read_text(encoding="utf-8")
    words = {"counts": counts(found), "kinds": kinds(found)}
    minutes = f"{(time.perf_counter() - began) / 60:.0f}"
    lines = {name: "\n".join(one) for name, one in words.items()}
    PAGE.write_text(
        template.format(count=f"{len(found):,}", seed=asked.seed, minutes=minutes, **lines), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
