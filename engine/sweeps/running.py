"""Chunks of cells that are run wherever there are workers, and kept as they come."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from data.market.market import Market
from engine.sweeps.chunk import Answer, Asked, Chunk, run_chunk
from engine.sweeps.kept import Kept, kept_in
from engine.tasks.gathering import gathered
from engine.tasks.market_ref import MarketRef, market_ref
from engine.tasks.workers import processes

MOST_TOGETHER = 100
"""Cells that the fast driver runs in one go."""
IN_THREADS = 10
"""Chunks of the fast driver that run in threads: of more it is worth while to begin processes, for what is told of a
run is Python."""
Hear = Callable[[int, int, tuple[int, float]], None]
"""Hears how many cells are done, of how many, and how many of them ran now in how many seconds."""


class Where(NamedTuple):
    """Where cells are run: an executor of somebody's own (None: one of ours, with so many workers), who hears of it,
    and the folder in which answers are kept.
    """

    executor: Executor | None
    workers: int
    hear: Hear
    folder: Path


def chunks_of(cells: Sequence[Asked], engine: str, *, curves: bool) -> list[Chunk]:
    """Cells as they are run together: full books one by one, for the fast driver those whose sessions are alike."""
    if engine == "full":
        return [Chunk(engine, (one,), curves) for one in cells]
    alike = sorted(cells, key=lambda one: (one.key, one.cell))
    return [
        Chunk(engine, tuple(alike[first : first + MOST_TOGETHER]), curves)
        for first in range(0, len(alike), MOST_TOGETHER)
    ]


def run_chunks(chunks: Sequence[Chunk], market: Market, where: Where) -> list[Kept]:
    """Run the chunks that are not kept yet; where the answers of all are. Raises what a run raises that is no
    refusal.
    """
    kept = [kept_in(where.folder, chunk) for chunk in chunks]
    waiting = [place for place, one in enumerate(kept) if not one.intact]
    total, began = sum(len(chunk.cells) for chunk in chunks), time.monotonic()
    there = done = total - sum(len(chunks[place].cells) for place in waiting)
    where.hear(done, total, (0, 0.0))
    for place, answer in _answers([chunks[one] for one in waiting], market, where):
        kept[waiting[place]].keep(answer)
        done += len(answer.rows)
        where.hear(done, total, (done - there, time.monotonic() - began))
    return kept


def _answers(chunks: Sequence[Chunk], market: Market, where: Where) -> Iterator[tuple[int, Answer]]:
    if not chunks:
        return
    if any(cell.stays for chunk in chunks for cell in chunk.cells):
        yield from ((place, run_chunk(chunk, market)) for place, chunk in enumerate(chunks))
    elif where.executor is not None:
        yield from gathered(where.executor, partial(run_there, market_ref(market)), chunks)
    elif chunks[0].engine == "full" or len(chunks) > IN_THREADS:
        with processes(min(where.workers, len(chunks))) as pool:
            yield from gathered(pool, partial(run_there, market_ref(market)), chunks, 2 * where.workers)
    else:
        with ThreadPoolExecutor(where.workers) as pool:
            yield from gathered(pool, partial(run_chunk, market=market), chunks, 2 * where.workers)


def run_there(market: MarketRef, chunk: Chunk) -> Answer:
    """Run a chunk in another process; nothing is heard of what a strategy of somebody's own prints there."""
    with redirect_stdout(StringIO()):
        return run_chunk(chunk, market.market())
