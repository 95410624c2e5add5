"""Will the plan be thrown out: overlay by buffer for each account, and the spare cash that the plan asks for, judged.

python -m validation.survival        writes docs/survival.md
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from data.market.embedded import embedded_market
from engine import load_config, survive
from engine.settings.run_config import RunConfig
from engine.survival.request import SurvivalTerms
from engine.survival.result import SurvivalResult
from validation.accounts import ACCOUNTS

PAGE = Path(__file__).parents[1] / "docs" / "survival.md"
OVERLAYS, BUFFERS = "overlay.ratio=0.1,0.2,0.3,0.5,0.7,1.0", "cash.buffer=0:0.4:0.1"
LARGE = ("overlay.max_total_exposure=2.1", "overlay.acknowledge_high_leverage=true")
PATHS = {"A": 10_000, "C": 2_000}
"""Paths by pattern: options are priced on each of those of C."""
BESIDE = 4_000
"""Paths of each kind, where other histories are resampled too."""
CRASH, CONFIDENCE = "1987:0.025", 0.99
SALE, CALL = "forced_sale", "margin_call"


class Cell(NamedTuple):
    """Where a probability stands: overlay and buffer, as shares."""

    overlay: float
    buffer: float


def simulated(paths: int, *crashes: str) -> SurvivalTerms:
    """So many paths after what happened, half of each kind, without what an interval needs besides."""
    return SurvivalTerms(paths=paths // 2, histories=0, crashes=crashes)


def plan(pattern: str, profile: str, *other: str) -> RunConfig:
    """The plan as it is by default but for other settings, in an account."""
    return load_config(None, [f"account.profile={profile}", *other], pattern=pattern)


def asked(config: RunConfig, vary: Sequence[str], folder: Path, terms: SurvivalTerms) -> SurvivalResult:
    """The answer of the command, from the market that comes with the program."""
    return survive(config, embedded_market(), terms, vary=vary, out=folder, tell=lambda _: None)


def chances(result: SurvivalResult, event: str) -> dict[Cell, Mapping[str, Any]]:
    """The row of an event by cell, of all kinds of paths."""
    cells = {row["cell"]: Cell(row["overlay"], row["buffer"]) for row in result.table("cells").to_pylist()}
    rows = result.table("survival").to_pylist()
    return {cells[row["cell"]]: row for row in rows if row["event"] == event and row["kind"] == "all"}


def surface(result: SurvivalResult, event: str) -> Iterator[str]:
    """Lines of a table: a row for each overlay, a column for each buffer."""
    found = chances(result, event)
    buffers = sorted({cell.buffer for cell in found})
    yield "| overlay | " + " | ".join(f"buffer {buffer:.0%}" for buffer in buffers) + " |"
    yield "|--:|" + "--:|" * len(buffers)
    for overlay in sorted({cell.overlay for cell in found}):
        told = (share(found[Cell(overlay, buffer)]["probability"]) for buffer in buffers)
        yield f"| {overlay:.0%} | " + " | ".join(told) + " |"


def share(value: float) -> str:
    """A probability as it is printed.

    >>> share(0.0), share(0.0004), share(0.278)
    ('0', '0.04 %', '27.8 %')
    """
    return "0" if value == 0.0 else f"{value:.2%}".replace("%", " %") if value < 0.01 else f"{100.0 * value:.1f} %"


def surfaces(pattern: str, folder: Path) -> Iterator[str]:
    """Forced sales by overlay and buffer in each account, and calls where there are any."""
    for profile in ACCOUNTS:
        sys.stderr.write(f"survival: {pattern} at {profile}\n")
        result = asked(plan(pattern, profile, *LARGE), (OVERLAYS, BUFFERS), folder, simulated(PATHS[pattern]))
        for event in (SALE, CALL):
            told = chances(result, event)
            most = max(row["probability"] for row in told.values())
            yield f"**{profile}**, {EVENTS[event]}: " + ("none on any path." if most == 0.0 else "")
            if most > 0.0:
                yield ""
                yield from surface(result, event)
            yield ""
        yield f"At overlay 100 % and buffer 30 %, one path in a hundred ends at {worst(result):.2f}x or less."
        yield ""


EVENTS = {SALE: "a forced sale within twenty years", CALL: "a margin call within twenty years"}


def worst(result: SurvivalResult) -> float:
    """Wealth that one path in a hundred ends at or below, at an overlay of 100 % and a buffer of 30 %."""
    cells = {Cell(row["overlay"], row["buffer"]): row["cell"] for row in result.table("cells").to_pylist()}
    rows = result.table("terminal").to_pylist()
    found: float = next(
        row["wealth"] for row in rows if row["cell"] == cells[Cell(1.0, 0.3)] and row["quantile"] == 0.01
    )
    return found


def judged(folder: Path) -> Iterator[str]:
    """The plan's overlay with each buffer: the interval, and the same with a day like that of 1987 in forty years."""
    for profile in ACCOUNTS:
        sys.stderr.write(f"survival: the plan at {profile}\n")
        config = plan("A", profile)
        whole = chances(asked(config, (BUFFERS,), folder, SurvivalTerms(paths=BESIDE)), SALE)
        struck = chances(asked(config, (BUFFERS,), folder, simulated(BESIDE, CRASH)), SALE)
        unstopped = chances(
            asked(plan("A", profile, "stops.voluntary=false"), (BUFFERS,), folder, simulated(BESIDE)), SALE
        )
        for cell, row in sorted(whole.items()):
            held = "yes" if row["high"] <= 1.0 - CONFIDENCE else "no"
            simulation = (row["simulation_high"] - row["simulation_low"]) * 100.0
            yield (
                f"| {profile} | {cell.buffer:.0%} | {share(row['probability'])} | {share(row['low'])} to "
                f"{share(row['high'])} | {simulation:.2f} | {share(struck[cell]['probability'])} | "
                f"{share(unstopped[cell]['probability'])} | {held} |"
            )


def page() -> str:
    """The text of the page."""
    template = Path(__file__).with_suffix(".template.md").read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        return template.format(
            judged="\n".join(judged(Path(folder))),
            futures="\n".join(surfaces("A", Path(folder))),
            insured="\n".join(surfaces("C", Path(folder))),
            paths=f"{PATHS['A']:,}",
            fewer=f"{PATHS['C']:,}",
            beside=f"{BESIDE:,}",
        )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
