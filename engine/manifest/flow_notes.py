"""What is said of money that was paid into an account and taken out of it."""

from collections.abc import Mapping

import pyarrow as pa

from data.base.arrow import is_among, to_array
from engine.analysis.unit_value import FLOWS, INWARDS
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, note


def flow_notes(config: RunConfig, tables: Mapping[str, pa.Table]) -> list[Note]:
    """What was paid in and taken out, and that returns leave it out."""
    if FLOWS not in tables:
        return []
    flows, kinds = tables[FLOWS], tables["events"]["kind"].to_pylist()
    came, paid = is_among(flows["kind"], INWARDS), to_array(flows["paid"])
    told = {"came": float(paid[came].sum()), "went": float(paid[~came].sum()), "currency": config.capital.currency}
    return [note("flows", **told, count=int((~came).sum()), short=kinds.count("withdrawal_short"))]
