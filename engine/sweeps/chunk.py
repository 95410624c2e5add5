"""Cells of a sweep that are run together, wherever that is: settings and a market in, rows out."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa

from data.base.arrow import to_column
from data.base.errors import ConfigError, DataError
from data.market.market import Market
from engine.analysis.drawdowns import falls
from engine.analysis.riskless import bill_returns, yen_of
from engine.fast.alike import plan_alone, sessions_key
from engine.fast.prepare import prepare
from engine.fast.refused import INSTEAD
from engine.fast.runs import FastBooksFull
from engine.fast.simulate import Loop
from engine.manifest.manifest import plan_digest
from engine.runs.backtest import backtest
from engine.settings.own_sections import Own
from engine.settings.run_config import RunConfig, parse_config
from engine.sweeps.schemas import SCHEMAS
from engine.sweeps.told import Row, Seen, Told, of_books, of_curve

FULL = 'run the sweep with full books (--engine full, engine="full")'
"""What a sweep offers in place of the fast driver."""


class Asked(NamedTuple):
    """A cell: its place, its settings as plain values, what they are known by with the files they name, and what its
    sessions are made of: cells that have the same `key` run on the same.
    """

    cell: int
    settings: dict[str, Any]
    digest: str
    key: str

    def config(self) -> RunConfig:
        """The settings. Raises `ConfigError` where this process makes something else of them."""
        made = parse_config(self.settings, f"cell {self.cell}")
        if plan_digest(made) != self.digest:
            raise ConfigError(
                f"cell {self.cell}: this process makes other settings of it than the one that asks, or has other files "
                "of the names in them; let both have the same program, facts, plugs and files"
            )
        return made

    @property
    def stays(self) -> bool:
        """Whether only this process can run it: its strategy is in no file."""
        own = Own(**self.settings.get("own", {}))
        return bool(own.strategy) and not own.file


def asked_of(cell: int, config: RunConfig) -> Asked:
    """A configuration as a cell, by its place."""
    return Asked(cell, config.settings_for_all(), plan_digest(config), sessions_key(config))


class Chunk(NamedTuple):
    """Cells that are run together by a driver, `fast` or `full`, and whether their curves are kept."""

    engine: str
    cells: tuple[Asked, ...]
    curves: bool


class Answer(NamedTuple):
    """Rows of `runs` as plain values, months of their returns, and rows of `curves`."""

    rows: list[Row]
    months: list[str]
    curves: pa.Table


def run_chunk(chunk: Chunk, market: Market) -> Answer:
    """Run all cells of a chunk. What settings or the market refuse is a row that says so."""
    rows, curves, months = list[Row](), [SCHEMAS["curves"].empty_table()], list[str]()
    for cell, told in _run(chunk, market):
        if isinstance(told, str):
            rows.append({"cell": cell, "refused": told})
            continue
        rows.append({"cell": cell, **told.row})
        months = told.months
        if chunk.curves:
            curves.append(_curve(cell, told))
    return Answer(rows, months, pa.concat_tables(curves).combine_chunks())


def _run(chunk: Chunk, market: Market) -> Iterator[tuple[int, Told | str]]:
    grounds: dict[str, _Ground] = {}
    for asked in chunk.cells:
        config = asked.config()
        try:
            if chunk.engine == "full":
                told = of_books(backtest(config, market))
            else:
                told = _fast(config, market, _ground(asked.key, config, market, grounds))
            yield asked.cell, told
        except (ConfigError, DataError, FastBooksFull) as error:
            yield asked.cell, str(error).replace(INSTEAD, FULL)


class _Ground(NamedTuple):
    """The sessions of cells that differ in their plans alone, and what their returns are told by."""

    loop: Loop
    seen: Seen
    rate: Any


def _fast(config: RunConfig, market: Market, ground: _Ground) -> Told:
    found = ground.loop.curve(plan_alone(config, market))
    equity, flows = (one * ground.rate for one in (found.equity, found.flows))
    return of_curve(found, ground.seen._replace(equity=equity, flows=flows))


def _ground(key: str, config: RunConfig, market: Market, known: dict[str, _Ground]) -> _Ground:
    """The sessions of a configuration: made now, or those of the one before it, which had the same key: cells come in
    the order of their keys, and sessions of decades are large.
    """
    if key not in known:
        known.clear()
        prepared = prepare(config, market)
        days = prepared.days
        in_yen = (config.investor.currency or config.capital.currency) != config.capital.currency
        rate, riskless = yen_of(market, days) if in_yen else (1.0, bill_returns(market, days))
        known[key] = _Ground(Loop(prepared), Seen(days, riskless, riskless, riskless), rate)
    return known[key]


def _curve(cell: int, told: Told) -> pa.Table:
    schema = SCHEMAS["curves"]
    columns: dict[str, Any] = {
        "cell": [cell] * len(told.days),
        "date": told.days,
        "equity": told.equity,
        "drawdown": falls(told.worth),
    }
    return pa.Table.from_arrays([to_column(columns[field.name], field.type) for field in schema], schema=schema)
