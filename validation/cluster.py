"""A sweep by the workers of a scheduler: what is left of it when one of them is killed, or the client; and whether its
bits are those of one thread.

python -m validation.cluster        writes docs/cluster.md
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import NamedTuple

import pyarrow.parquet as pq
from distributed import LocalCluster

from data.base.cache import content_hash
from engine.sweeps.result import SweepResult
from engine.tasks.workers import cores, scheduler
from validation.cluster_tasks import Counting, asked, busy, seen

PAGE = Path(__file__).parents[1] / "docs" / "cluster.md"
GRID = (
    "overlay.ratio=0.11:0.30:0.01",
    "cash.buffer=0.20:0.38:0.02",
    "stops.monthly_loss=0.01,0.0125,0.015,0.0175,0.02",
)
CLIENT = "import sys; from validation.cluster_tasks import asked_at; asked_at(*sys.argv[1:])"


class Went(NamedTuple):
    """How a sweep went: results and how many of them are distinct, runs begun, ended, and ended twice or oftener, runs
    that were kept before and begun again, seconds, and the digest of all rows.
    """

    what: str
    results: int
    distinct: int
    begun: int
    ended: int
    twice: int
    again: int
    seconds: float
    digest: str


class Place(NamedTuple):
    """A grid, and a folder for results and lines."""

    grid: Sequence[str]
    folder: Path


def went(what: str, place: Place, run: Callable[[Path], SweepResult], kept: Sequence[int] = ()) -> Went:
    """How a sweep went that leaves its lines in a file; `kept` are cells that were there before it began."""
    lines, began = place.folder / f"{what}.lines", monotonic()
    rows = run(lines).tables["runs"]
    seconds = monotonic() - began
    begun, ended = (seen(lines, told) if lines.exists() else {} for told in ("begun", "ended"))
    return Went(
        what,
        len(rows),
        len({*rows["digest"].to_pylist()}),
        sum(begun.values()),
        sum(ended.values()),
        sum(count > 1 for count in ended.values()),
        sum(begun[cell] > 1 for cell in kept),
        seconds,
        content_hash(rows),
    )


def killed_worker(place: Place, executor: Executor, after: int) -> Went:
    """A worker is killed with a run in its hands, once so many results are there."""

    def run(lines: Path) -> SweepResult:
        heard = []

        def tell(text: str) -> None:
            heard.append(text)
            if len(heard) == after:
                os.kill(busy(lines), signal.SIGKILL)

        return asked(place.grid, place.folder / "worker", Counting(executor, lines), tell)

    return went("a worker is killed", place, run)


def killed_client(place: Place, address: str, executor: Executor, after: int) -> Went:
    """The process that asks is killed once so many results are kept, and asks again."""
    what, out = "the client is killed, and asks again", place.folder / "client"
    lines = place.folder / f"{what}.lines"
    command = [sys.executable, "-c", CLIENT, address, str(lines), str(out), *place.grid]
    with subprocess.Popen(command) as client:  # noqa: S603  (our own command)
        while len(kept_in(out)) < after:
            if client.poll() is not None:
                raise RuntimeError(f"the client ended with {client.returncode} before it was killed")
            sleep(0.02)
        client.send_signal(signal.SIGKILL)
    kept = cells_of(kept_in(out))
    return went(what, place, lambda lines: asked(place.grid, out, Counting(executor, lines)), kept)


def kept_in(out: Path) -> list[Path]:
    """Parts of a sweep that is not finished."""
    return list(out.glob(".tmp-sweep-*/part-*.parquet"))


def cells_of(parts: Sequence[Path]) -> list[int]:
    """Cells whose rows are in some parts."""
    rows = [text for part in parts for text in pq.ParquetFile(part).read(["row"])["row"].to_pylist()]
    return [int(json.loads(text)["cell"]) for text in rows]


def measured(grid: Sequence[str], folder: Path, after: int) -> Iterator[Went]:
    """How a sweep went on two workers of Dask, one of which is killed, or the client of which is, after so many
    results; then in processes of this machine, and in one thread.
    """
    place = Place(grid, folder)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,  # type: ignore[no-untyped-call]
        scheduler(cluster.scheduler_address) as executor,
    ):
        yield killed_worker(place, executor, after)
        yield killed_client(place, cluster.scheduler_address, executor, after)
    yield went("processes of this machine", place, lambda _: asked(grid, folder / "processes"))
    with ThreadPoolExecutor(1) as thread:
        yield went("one thread", place, lambda lines: asked(grid, folder / "thread", Counting(thread, lines)))


def page(found: Sequence[Went]) -> str:
    """The page."""
    template = Path(__file__).with_name("cluster.template.md").read_text(encoding="utf-8")
    rows = [" | ".join(row(one)) for one in found]
    return template.format(rows="\n".join(f"| {one} |" for one in rows), runs=f"{found[0].results:,}", cores=cores())


def row(one: Went) -> list[str]:
    """A row of the table; a dash where nothing was counted."""
    counts = [f"{count:,}" if one.begun else "-" for count in (one.begun, one.ended, one.twice, one.again)]
    return [one.what, f"{one.results:,}", f"{one.distinct:,}", *counts, f"{one.seconds:.0f} s", f"`{one.digest[:12]}`"]


def main() -> None:
    """Write the page."""
    with TemporaryDirectory() as folder:
        PAGE.write_text(page(list(measured(GRID, Path(folder), 400))), encoding="utf-8")


if __name__ == "__main__":
    main()
