"""The columns of the market table, each from its file, or from what stands in for it; what
was done is told for the record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from data.base.arrays import Flags, Floats, Ints
from data.base.arrow import Values
from data.base.days import iso
from data.base.finding import Finding
from data.base.saying import said
from data.contracts.underlying import UNKNOWN
from data.intake.carried_forward import CarriedForward, carry
from data.intake.history import History
from data.intake.provenance import derived, spans, texts
from data.intake.reading.problems import reading
from data.intake.rules.price_rules import real_opens
from data.intake.source import Kind
from data.intake.standing import FILE, INDEX, beyond, of_another_index, standing
from data.sessions.market_table import market_table
from data.signals.volatility import implied_proxy, measured

Histories = Mapping[Kind, History]
VIX_PROXY = "data/facts/vix_proxy.csv"
MEASURED = "volatility of the closes"


@dataclass(slots=True)
class ColumnsMade:
    """The sessions that columns are made for, the index, how derived sources begin; what was done for each
    column, and what was found in doing it. `usual_volatility` (an annual decimal) is that of an index which is none of
    shares: its own volatility stands in for what is implied.
    """

    sessions: Ints
    index: str = UNKNOWN
    derived: Sequence[str] = ()
    usual_volatility: float | None = None
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def tell(self, column: str, history: History | None, rows: Ints, stands_in: str = "", **more: object) -> Flags:
        """Keeps what a column is from: its file and the sources of its `rows` (by
        session; -1: `stands_in`, or nothing).

        Returns the sessions whose values are derived, shape (sessions,).
        """
        sources = np.full(len(rows), stands_in, dtype=object)
        if history:
            sources[rows >= 0] = texts(history, rows[rows >= 0])
        flags = derived(sources, self.derived) | ((rows < 0) & bool(stands_in))
        told: dict[str, Any] = {"source": history.source.name if history else stands_in}
        if history and history.source.publisher:
            told["publisher"] = history.source.publisher
        if (rows >= 0).any():
            own = self.sessions[rows >= 0]
            told |= {"first": iso(int(own[0])), "last": iso(int(own[-1]))}
        self.told[column] = {**told, **more, "spans": spans(self.sessions, sources, flags)}
        return flags


def index(histories: Histories, made: ColumnsMade) -> Mapping[str, Values]:
    """Open, high, low, close, index points, shape (sessions,); without highs and lows the close stands for
    both, without opens the close before.
    """
    history = histories["index"]
    name = history.source.name
    close, real = history.values["close"], real_opens(history)
    opens = history.values.get("open", np.concatenate([close[:1], close[:-1]]))
    high, low = history.values.get("high"), history.values.get("low")
    if high is None or low is None:
        inner = np.where(real, opens, close)
        high, low = np.maximum(close, inner), np.minimum(close, inner)
        made.findings.append(reading("no-high-low", name, said("columns.no_high_low")))
    made.tell("close", history, np.arange(len(history)))
    made.told["open"] = {
        "source": name if "open" in history.values else "the previous close",
        "real_sessions": int(real.sum()),
        "real_by": f"{name}, {history.names['open_is_real']}"
        if "open_is_real" in history.values
        else "data/facts/real_opens.csv",
    }
    return {"open": opens, "high": high, "low": low, "close": close, "open_is_real": real}


def bills(histories: Histories, made: ColumnsMade) -> Mapping[str, Values]:
    """Yields as simple annual rates on act/365, decimals, shape (sessions,), the last known
    value carried forward and flagged.
    """
    history = histories["bills"]
    carried = carry(history, history.decimals(), made.sessions)
    _covered(history, carried, made)
    count = int((~carried.fresh).sum())
    frequency, months = carried.frequency.name, history.quote.months if history.quote else 3
    made.tell("bill_yield", history, carried.rows, frequency=frequency, carried_sessions=count, months=months)
    return {"bill_yield": carried.values, "bill_carried": ~carried.fresh}


def vix(histories: Histories, made: ColumnsMade) -> Mapping[str, Values]:
    """The close of the same session, points, shape (sessions,); where there is none, the proxy
    from the index's closes, flagged.
    """
    history = histories.get("vix")
    rows = np.full(len(made.sessions), -1)
    quoted = np.full(len(made.sessions), np.nan)
    if history:
        _, ours, theirs = np.intersect1d(made.sessions, history.days, return_indices=True)
        quoted[ours], rows[ours] = history.values["close"][theirs], theirs
    modelled = ~np.isfinite(quoted)
    closes, usual = histories["index"].values["close"].tolist(), made.usual_volatility
    proxy: Floats = np.array(implied_proxy(closes) if usual is None else measured(closes, usual))
    rows[modelled] = -1
    option = {} if history else {"option": "--vix"}
    made.tell(
        "vix", history, rows, VIX_PROXY if usual is None else MEASURED, modelled_sessions=int(modelled.sum()), **option
    )
    return {"vix": np.where(modelled, proxy, quoted), "vix_modelled": modelled}


def one_month_bills(histories: Histories, made: ColumnsMade) -> Mapping[str, Values]:
    """Yields of one-month bills as simple annual rates on act/365, decimals, shape (sessions,), the
    last known value carried forward.
    """
    return {"bill_yield_1m": _known(histories.get("bills-1m"), made, "bill_yield_1m", "--bills-1m")}


def usdjpy(histories: Histories, made: ColumnsMade) -> Mapping[str, Values]:
    """Yen per dollar, shape (sessions,), the last known value carried forward."""
    return {"usdjpy": _known(histories.get("fx"), made, "usdjpy", "--fx")}


def yen(histories: Histories, made: ColumnsMade) -> Mapping[str, Values]:
    """Japanese overnight rates, annual decimals, shape (sessions,), the last known value carried forward."""
    return {"jpy_rate": _known(histories.get("jpy-rate"), made, "jpy_rate", "--jpy-rate")}


def dividends(histories: Histories, made: ColumnsMade) -> Mapping[str, Values]:
    """Dividend yields, annual decimals, shape (sessions,), the last known value carried forward; where the file says
    nothing facts by year, flagged as derived.
    """
    history = histories.get("dividends")
    values, rows = np.full(len(made.sessions), np.nan), np.full(len(made.sessions), -1)
    more: dict[str, object] = {"option": "--dividends"}
    if history:
        carried = carry(history, history.decimals(), made.sessions)
        values, rows, more = carried.values, carried.rows, {"frequency": carried.frequency.name}
    absent = np.isnan(values)
    facts_say = standing(made.sessions)
    made.findings += beyond(facts_say, made.sessions, absent)
    if absent.any() and made.index not in {INDEX, UNKNOWN}:
        made.findings.append(of_another_index(made.index))
    if history and absent.any():
        days = made.sessions[absent]
        problem = said(
            "columns.facts_stand_in", sessions=len(days), first=iso(int(days[0])), last=iso(int(days[-1])), facts=FILE
        )
        made.findings.append(reading("facts-stand-in", history.source.name, problem))
    flags = made.tell("dividend_yield", history, rows, FILE, facts_sessions=int(absent.sum()), **more)
    return {"dividend_yield": np.where(absent, facts_say.values, values), "dividend_derived": flags}


def merged(sessions: Ints, columns: Mapping[str, Values]) -> pa.Table:
    """The market table of sessions and columns."""
    return market_table({"date": sessions, **columns})


def _covered(history: History, carried: CarriedForward, made: ColumnsMade) -> None:
    """A session for which no bill yield is known is a finding that tells the period that would do."""
    unknown = np.flatnonzero(np.isnan(carried.values))
    if not len(unknown):
        return
    known = made.sessions[~np.isnan(carried.values)]
    day = iso(int(made.sessions[unknown[0]]))
    problem = said("columns.no_bill", date=day, unknown=len(unknown), sessions=len(made.sessions))
    if len(known):
        problem = said("columns.it_has", problem=problem, first=iso(int(known[0])), last=iso(int(known[-1])))
    made.findings.append(reading("not-covered", history.source.name, problem))


def _known(history: History | None, made: ColumnsMade, column: str, option: str) -> Floats:
    """Carried values of a column that may be unknown (NaN); without a file the option that brings one is told."""
    if history is None:
        made.told[column] = {"source": "", "option": option}
        return np.full(len(made.sessions), np.nan)
    carried = carry(history, history.decimals(), made.sessions)
    unknown = made.sessions[np.isnan(carried.values)]
    if len(unknown):
        span = said("columns.first_last", first=iso(int(unknown[0])), last=iso(int(unknown[-1])))
        problem = said("columns.unknown", column=column, unknown=len(unknown), sessions=len(made.sessions), span=span)
        made.findings.append(reading("unknown-there", history.source.name, problem))
    made.tell(column, history, carried.rows, frequency=carried.frequency.name, unknown_sessions=len(unknown))
    return carried.values
