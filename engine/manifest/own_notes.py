"""What a reader of a run of a strategy of one's own should know: what its feed is, and what the saved run has not."""

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
    if not tables["orders"].num_rows:
        yield note("own_idle")
    if "execution.intrabar" in changed(config) and "resting_orders" not in tables:
        yield note("intrabar_idle", value=config.execution.intrabar)
    if added := [*own["analyzers"], *own["observers"]]:
        yield note("own_added", names=added)
    if own["setup"] == "session":
        yield note("own_session_setup")
