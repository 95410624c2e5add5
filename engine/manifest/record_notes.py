"""What a run made of a file of trades that were recorded before."""

from collections.abc import Iterator, Mapping

import pyarrow as pa

from data.base.arrow import to_array
from data.intake.published import file_hash
from data.intake.trade_file import read_trades
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, note


def record_notes(config: RunConfig, tables: Mapping[str, pa.Table]) -> Iterator[Note]:
    """From when on the trades of the file counted, and how many never did. Raises `DataError` for a file that cannot be
    read.
    """
    file = record_file(config)
    if file is None:
        return
    sessions, days = to_array(tables["equity"]["date"]), (read := read_trades(file)).days
    idle = int((days > sessions[-1]).sum())
    later = int((days > sessions[0]).sum()) - idle
    before = len(read.results) - later - idle
    yield note("recorded", file=file, before=before, later=later, idle=idle, without=read.without)


def record_file(config: RunConfig) -> str | None:
    """The file of trades that a run read; None where it read none."""
    chosen = config.fx_trades
    return chosen.record_file if config.reads("fx_trades.record_file") and chosen.attack_loss != "off" else None


def record_files(config: RunConfig) -> dict[str, str]:
    """SHA-256 of that file by its path as it was given; nothing without one."""
    file = record_file(config)
    return {file: file_hash(file)} if file else {}
