"""What a run made of a second stage of risk that its record was to open, and of trades recorded before it."""

from collections.abc import Iterator, Mapping

import pyarrow as pa

from data.base.arrow import to_array, to_numbers
from data.intake.published import file_hash
from data.intake.trade_file import read_trades
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, note


def record_notes(config: RunConfig, tables: Mapping[str, pa.Table]) -> Iterator[Note]:
    """What kept the second stage shut where it never was open; from when on the trades of the file counted, and how
    many never did. Raises `DataError` for a file that cannot be read.
    """
    if "fx_stages" in tables:
        yield from _never_open(config, tables["fx_stages"])
    file = record_file(config)
    if file is None:
        return
    sessions, days = to_array(tables["equity"]["date"]), (read := read_trades(file)).days
    idle = int((days > sessions[-1]).sum())
    later = int((days > sessions[0]).sum()) - idle
    before = len(read.results) - later - idle
    yield note("recorded", file=file, before=before, later=later, idle=idle, without=read.without)


def _never_open(config: RunConfig, stages: pa.Table) -> Iterator[Note]:
    """On how many evenings each condition failed, where some did on each of them."""
    if "attack" in stages["stage"].to_pylist():
        return
    chosen, known, fallen = config.fx_trades, to_array(stages["recorded"]), to_array(stages["drawdown"])
    won, payoff = (to_numbers(stages[name]) for name in ("win_rate", "payoff"))
    failed = {
        "few": known < chosen.attack_trades,
        "won": won < chosen.attack_win_rate,
        "payoff": payoff < chosen.attack_payoff,
        "fallen": fallen > chosen.attack_drawdown,
    }
    counts = {name: int(flags.sum()) for name, flags in failed.items()}
    yield note("never_attacked", loss=chosen.highest_loss, sessions=stages.num_rows, **counts)


def record_file(config: RunConfig) -> str | None:
    """The file of trades that a run read; None where it read none."""
    chosen = config.fx_trades
    return chosen.record_file if config.reads("fx_trades.record_file") and chosen.attack_loss != "off" else None


def record_files(config: RunConfig) -> dict[str, str]:
    """SHA-256 of that file by its path as it was given; nothing without one."""
    file = record_file(config)
    return {file: file_hash(file)} if file else {}
