"""What a hostile world did to the program: every fuzzer with many inputs, and the page of what was tried.

python -m validation.hostile_page [--count N] [--kills N] [--seed S]        writes docs/hostile.md
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from data.base.sums import total
from engine.tasks.workers import cores
from validation.hostile import FUZZERS, Tried, hunt, line_of, warm
from validation.hostile_disk import Bad, tries
from validation.hostile_kills import Kill, kills
from validation.hostile_kills_scenes import SCENES
from validation.hostile_run import MEMORY_MB, SECONDS
from validation.markdown import figures

PAGE = Path(__file__).parent.parent / "docs" / "hostile.md"
COUNT, KILLS, SEED = 5_000, 300, 1
_AT_ONCE = 25
WRONG = "traceback", "unanswered", "memory"
_NO_KIND = re.compile(r" of [\d,]+ bytes| \{.*|\S+/| sealed anew|\d{8}T\d{6}-|-[0-9a-f]{6}(?=\.)")
"""What of the kind of an attempt is not told: sizes, the environment, folders, moments."""
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
    kind = _NO_KIND.sub("", one.attempt.kind.partition(":")[0]).strip()
    return Told(one.fuzzer, kind, one.outcome.verdict, one.outcome.seconds, one.outcome.peak_mb, line)


def all_tried(count: int, seed: int, deaths: int) -> tuple[list[Told], list[Kill], list[Bad]]:
    """Try so many inputs, evenly of each fuzzer, so many kills, and every bad disk, on every core."""
    each = -(-count // len(FUZZERS))
    parts = [
        (name, range(first, min(first + _AT_ONCE, seed + each)))
        for name in FUZZERS
        for first in range(seed, seed + each, _AT_ONCE)
    ]
    with ProcessPoolExecutor(cores(), get_context("fork"), warm) as pool:
        killed, disks = pool.submit(kills, deaths, seed), pool.submit(tries, SCENES)
        found = [one for part in pool.map(_part, parts) for one in part]
        return found, killed.result(), disks.result()


def _part(part: tuple[str, range]) -> list[Told]:
    """One part of a hunt; what goes wrong is printed as it comes."""
    found = [told_of(one) for one in hunt(*part)]
    sys.stdout.write("".join(f"{one.line}\n" for one in found if one.line))
    sys.stdout.flush()
    return found


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


def ended(found: Sequence[Kill]) -> list[str]:
    """Lines of a table: kills by command, signal and moment."""
    rows = []
    for name in [*dict.fromkeys(one.scene for one in found), "all"]:
        own = [one for one in found if name in {one.scene, "all"}]
        of = Counter(one.signal for one in own)
        by = [of[signal] for signal in ("SIGKILL", "SIGINT", "SIGTERM")]
        numbers = (len(own), *by, sum(one.within for one in own), sum(bool(one.wrong) for one in own))
        rows.append([name, *map(str, numbers)])
    head = ["command", "ended", "kill -9", "Ctrl-C", "SIGTERM", "in the midst of a deed on disk", "anything wrong"]
    return figures(head, rows)


def on_disks(found: Sequence[Bad]) -> list[str]:
    """Lines of a table: commands by kind of disk."""
    tried, wrong = (Counter(one.disk for one in found if one.wrong or every) for every in (True, False))
    rows = [[disk, str(tried[disk]), str(wrong[disk])] for disk in tried]
    return figures(["disk", "commands", "anything wrong"], rows)


def main() -> None:
    """Try everything, print what went wrong, and write the page."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--count", type=int, default=COUNT)
    ask.add_argument("--kills", type=int, default=KILLS)
    ask.add_argument("--seed", type=int, default=SEED)
    asked = ask.parse_args()
    began = time.perf_counter()
    found, killed, disks = all_tried(asked.count, asked.seed, asked.kills)
    template = Path(__file__).with_name("hostile.template.md").read_text(encoding="utf-8")
    words = {"counts": counts(found), "kinds": kinds(found), "kills": ended(killed), "disks": on_disks(disks)}
    minutes = f"{(time.perf_counter() - began) / 60:.0f}"
    lines = {name: "\n".join(one) for name, one in words.items()}
    told = {"count": f"{len(found):,}", "ended": len(killed), "seed": asked.seed, "minutes": minutes}
    PAGE.write_text(template.format(**told, **lines), encoding="utf-8")


if __name__ == "__main__":
    main()
