"""The rows of a run session by session: what of its tables is settled, and by which session each row is."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from data.base.arrays import Flags
from data.base.arrow import is_among, rows_where, to_array, to_codes, to_column
from data.base.days import Day

Tables = Mapping[str, pa.Table]
MARKET, SENT = "market", "sent"
"""Two tables besides those of a run: the market's rows, and the orders that wait after each session."""
_SETTLED_ON = {"orders": "finished", "resting_orders": "finished", "trades": "closed"}
"""The column that says by which session a row stands, where that is not `date`."""
_UNSETTLED = {"orders": ("status", "waiting"), "resting_orders": ("status", "waiting")}
_UNSETTLED_EVENT = "tax_outstanding"
_SENT = pa.schema([
    pa.field("date", pa.date32(), nullable=False),
    pa.field("sent", pa.date32(), nullable=False),
    pa.field("contract", pa.string(), nullable=False),
    pa.field("size", pa.int64(), nullable=False),
    pa.field("purpose", pa.string(), nullable=False),
])  # fmt: skip


def settled(tables: Tables) -> dict[str, pa.Table]:
    """Tables of a run without the rows that would be others had it ended later: orders that wait, trades that are open,
    and taxes that are not assessed yet.
    """
    return {name: rows_where(table, _stands(name, table)) for name, table in tables.items()}


def _stands(name: str, table: pa.Table) -> Flags:
    if name in _UNSETTLED:
        column, word = _UNSETTLED[name]
        return ~is_among(table[column], {word})
    if name == "events":
        return ~is_among(table["kind"], {_UNSETTLED_EVENT})
    stands: Flags = ~to_array(table["open"]) if name == "trades" else np.ones(table.num_rows, dtype=bool)
    return stands


def days_of(name: str, table: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """The session by which each row of a table stands, shape (rows,), never falling."""
    days: np.ndarray[tuple[int], np.dtype[np.int32]] = to_array(table[_SETTLED_ON.get(name, "date")])
    return days


def rows_between(tables: Tables, first: Day, last: Day) -> dict[str, pa.Table]:
    """The rows that stand by a session from `first` to `last`, both included; tables without any are left out."""
    found = {}
    for name, table in tables.items():
        begin, end = np.searchsorted(days_of(name, table), [first, last + 1])
        if end > begin:
            found[name] = table.slice(int(begin), int(end - begin))
    return found


def joined(parts: Sequence[Tables]) -> dict[str, pa.Table]:
    """Tables of one time after another as tables of all of it, with the columns that each of them has: one that came
    with a later version of the program is left out.
    """
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: _joined([part[name] for part in parts if name in part]) for name in names}


def _joined(tables: Sequence[pa.Table]) -> pa.Table:
    if all(one.schema.equals(tables[0].schema) for one in tables):
        return pa.concat_tables(tables)
    shared = [name for name in tables[0].column_names if all(name in one.column_names for one in tables)]
    return pa.concat_tables([one.select(shared) for one in tables])


def orders_out(orders: pa.Table, sessions: Sequence[Day]) -> pa.Table:
    """The orders that wait after each session: the evening, when they were sent, contract, signed size and purpose;
    `orders` are those of a run with the ones that wait after its last session.
    """
    waiting = is_among(orders["status"], {"waiting"})
    ends = np.where(waiting, sessions[-1] + 1, to_array(orders["finished"]))
    sent, sizes = to_array(orders["date"]), to_array(orders["requested"])
    (codes, contracts), (purposes, words) = to_codes(orders["contract"]), to_codes(orders["purpose"])
    found = sorted(
        (evening, int(sent[row]), contracts[codes[row]], int(sizes[row]), words[purposes[row]])
        for row in range(orders.num_rows)
        for evening in _sessions_between(sessions, sent[row], ends[row])
    )
    columns = list(zip(*found, strict=True)) or [()] * len(_SENT)
    return pa.Table.from_arrays([to_column(one, of.type) for one, of in zip(columns, _SENT, strict=True)], schema=_SENT)


def _sessions_between(sessions: Sequence[Day], first: Day, end: Day) -> Sequence[Day]:
    """Those from `first` until before `end`."""
    begin, stop = np.searchsorted(sessions, [first, end])
    return sessions[begin:stop]
