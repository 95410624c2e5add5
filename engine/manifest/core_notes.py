"""What a reader should know of a run's core: a fund of one's own, a deposit above what is insured, money held back."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import iso
from data.base.finding import warnings
from data.fund.funds import insured
from data.intake.fund_file import own_fund
from engine.analysis.held_back import A_CENT, held_back
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, note

Tables = Mapping[str, pa.Table]


def core_notes(config: RunConfig, tables: Tables) -> Iterator[Note]:
    """Doubts about the file of a fund, and what stood in for it; the part of a deposit that is not insured; what is
    held back when the run ends.
    """
    if "fund" in config.sections_read:
        yield from _on_file(config, tables)
        yield from _on_deposit(config, tables)
    yield from _on_withheld(config, tables)


def _on_file(config: RunConfig, tables: Tables) -> Iterator[Note]:
    if config.fund.file is None:
        return
    read = own_fund(config.fund.file, config.fund.lag_days)
    for warning in warnings(read.warnings):
        yield note("fund_data", warning=warning, count=warning["count"])
    if read.fund.first > int(to_array(tables["equity"]["date"])[0]):
        yield note("fund_begins", date=iso(read.fund.first), kind=config.fund.kind)


def _on_deposit(config: RunConfig, tables: Tables) -> Iterator[Note]:
    currency = config.capital.currency
    limits = insured(config.fund.kind, currency)
    if not limits:
        return
    days, held = (to_array(tables["equity"][name]) for name in ("date", "mmf"))
    place = np.searchsorted([row.valid_from for row in limits], days, side="right") - 1
    limit = np.array([row.value or 0.0 for row in limits])[np.maximum(place, 0)]
    row = int(np.argmax(held - limit))
    if held[row] > limit[row]:
        told = {"amount": float(held[row] - limit[row]), "limit": float(limit[row]), "date": iso(int(days[row]))}
        yield note("deposit_uninsured", currency=currency, **told)


def _on_withheld(config: RunConfig, tables: Tables) -> Iterator[Note]:
    """What a fund or a broker has not paid out by the last session."""
    left = float(held_back(tables)[-1])
    if left > A_CENT:
        yield note("held_back", amount=left, currency=config.capital.currency)
