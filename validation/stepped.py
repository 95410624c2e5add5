"""The page of plans that are followed day by day: stepped, killed, asked in every evening, and their journals edited.

python -m validation.stepped        writes docs/stepped.md
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from engine import GivenFill, Paper
from validation.evenings_asked import ASKED, BEGUN, FIRST, GONE_ON, LAST, Asked, asked
from validation.journal_edits import EDITS, contents, edit, put_back
from validation.journal_kills import Killed, killed
from validation.markdown import figures
from validation.stepped_plans import PLANS, config_of, day, market_of
from validation.stepped_walk import Walked, begun, walk

PAGE = Path(__file__).parents[1] / "docs" / "stepped.md"
YEARS = ("2019-01-02", "2020-12-30")
KILLED = ("2020-02-18", "2020-04-15")
KILLS, TRIES, SEED = 20, 1000, 27


class Parts(NamedTuple):
    """What was found: walks and evenings by plan, kills and whether the files were then those of a journal that was
    never killed, and edits by kind with how many of them were found.
    """

    walked: Mapping[str, Walked]
    asked: Mapping[str, Asked]
    killed: Killed
    same: bool
    edited: Mapping[str, tuple[int, int]]


def walk_of(plan: str, first: str = YEARS[0], last: str = YEARS[1]) -> Walked:
    """Step a plan day by day, in a folder that is gone afterwards."""
    with TemporaryDirectory() as folder:
        market = market_of(plan)
        return walk(begun(Path(folder) / "plan", config_of(plan), market, first), market, last)


def kills_of(plan: str, between: tuple[str, str], kills: int) -> tuple[Killed, bool]:
    """Kill a process that steps a plan, and whether its files are in the end those of one that was never killed."""
    with TemporaryDirectory() as folder:
        told = killed(Path(folder) / "killed" / "plan", plan, between, kills, SEED)
        never = begun(Path(folder) / "never" / "plan", config_of(plan), market_of(plan), between[0])
        never.step(market_of(plan).until(day(between[1])))
        return told, contents(never.path) == contents(Path(folder) / "killed" / "plan")


def edited(paper: Paper, tries: int, seed: int = SEED) -> dict[str, tuple[int, int]]:
    """Edit a journal so many times by chance, each time from what it was: edits by kind, and how many were found."""
    whole, chance = contents(paper.path), np.random.default_rng(seed)
    done, found = Counter[str](), Counter[str]()
    for _ in range(tries):
        kind = edit(paper.path, chance)
        done[kind] += 1
        found[kind] += bool(paper.verify().found)
        put_back(paper.path, whole)
    return {kind: (done[kind], found[kind]) for kind in EDITS}


def with_everything(path: Path) -> Paper:
    """A journal in which every kind of entry stands."""
    market = market_of("C")
    paper = begun(path, config_of("C"), market, "2020-03-11")
    for last, dealt, fills in (
        ("2020-03-13", "2020-03-16", [GivenFill("MESM20", -1, 2400.0)]),
        ("2020-03-17", "2020-03-12", []),
    ):
        paper.step(market.until(day(last)))
        paper.fill(market.until(day(last)), day(dealt), fills, "as it was done")
    paper.fill(market.until(day("2020-03-17")), day("2020-03-12"), [], "taken back", "fill_withdrawn")
    paper.remark(day("2020-03-17"), "a calm day")
    paper.step(market.until(day("2020-03-19")))
    return paper


def parts() -> Parts:
    """All of it; about ten minutes."""
    told, same = kills_of("C", KILLED, KILLS)
    with TemporaryDirectory() as folder:
        found = edited(with_everything(Path(folder) / "plan"), TRIES)
    return Parts({plan: walk_of(plan) for plan in PLANS}, {plan: asked(plan) for plan in ASKED}, told, same, found)


def page(found: Parts) -> str:
    """The whole page."""
    total = [sum(one[place] for one in found.edited.values()) for place in (0, 1)]
    return (
        Path(__file__)
        .with_name("stepped.template.md")
        .read_text(encoding="utf-8")
        .format(
            walked="\n".join(_walked(found.walked)),
            asked="\n".join(_asked(found.asked)),
            killed=_killed(found.killed, same=found.same),
            edited="\n".join(
                figures(
                    ["what", "edits", "found"],
                    [[kind, *map(str, one)] for kind, one in found.edited.items()]
                    + [["all", *(f"{one:,}" for one in total)]],
                )
            ),
            edits=f"{total[0]:,}",
            kills=found.killed.kills,
            within=found.killed.within,
            outside=found.killed.kills - found.killed.within,
            first=KILLED[0],
            last=KILLED[1],
            asked_first=FIRST,
            asked_last=LAST,
            asked_begun=BEGUN,
            gone_on=GONE_ON,
        )
    )


def _walked(walked: Mapping[str, Walked]) -> list[str]:
    rows = [
        [plan, f"{one.steps:,}", str(one.tables), f"{one.rows:,}", str(one.waiting), ", ".join(one.different) or "none"]
        for plan, one in walked.items()
    ]
    return figures(["plan", "steps", "tables", "rows", "waiting", "other"], rows)


def _asked(told: Mapping[str, Asked]) -> list[str]:
    rows = [
        [plan, str(one.evenings), str(one.orders), ", ".join(one.different) or "none"] for plan, one in told.items()
    ]
    return figures(["plan", "evenings", "orders out", "evenings with other orders"], rows)


def _killed(told: Killed, *, same: bool) -> str:
    wrong = "; ".join(told.found) or "nothing"
    files = (
        "the same files, byte for byte, as one that was never killed" if same else "other files than one never killed"
    )
    return f"Found wrong: {wrong}. In the end the journal has {files}."


if __name__ == "__main__":
    PAGE.write_text(page(parts()), encoding="utf-8")
