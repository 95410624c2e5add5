"""What a reader of a run of a strategy of one's own should know: what its feed is, and what the saved run has not."""

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import iso
from engine.manifest.made_with import MadeWith
from engine.settings.scope import changed
from engine.words.notes import Note, note


def resting_notes(tables: Mapping[str, pa.Table]) -> list[Note]:
    """That orders still waited for a price when the data ended, how many and since when."""
    if "resting_orders" not in tables:
        return []
    orders = tables["resting_orders"]
    sent = to_array(orders["sent"])[np.array(orders["status"].to_pylist()) == "waiting"]
    return [note("resting", count=len(sent), since=iso(int(sent.min())))] if len(sent) else []


def own_notes(made: MadeWith, tables: Mapping[str, pa.Table]) -> Iterator[Note]:
    """Notes of such a run; none of a pattern's."""
    config, own = made.config, made.own
    if not own:
        return
    if config.own.feed == "index":
        yield note("own_index", root=config.overlay.contract)
    yield from _never_traded(tables)
    if "execution.intrabar" in changed(config) and "resting_orders" not in tables:
        yield note("intrabar_idle", value=config.execution.intrabar)
    if added := [*own["analyzers"], *own["observers"]]:
        yield note("own_added", names=added)
    if own["setup"] == "session":
        yield note("own_session_setup")


def _never_traded(tables: Mapping[str, pa.Table]) -> Iterator[Note]:
    """That there was no order, or that none was filled; of those that still wait there is a note already."""
    if not tables["orders"].num_rows:
        yield note("own_idle")
        return
    ended = Counter(why for why in tables["orders"]["reason"].to_pylist() if why)
    if ended and not tables["fills"].num_rows:
        yield note("own_never", count=ended.total(), why=ended.most_common(1)[0][0])
