"""Option quotes made by hand, and scripts that trade options: the shared parts of `test_options*.py`.

The series are SPX 1000 calls and puts of January 2013, unless said otherwise; session 12 is their last day.
"""

from datetime import date

import pyarrow as pa

from data.base.arrow import to_column
from data.base.days import day_of
from data.chains.quotes import SCHEMA, OptionQuotes

EXPIRY, NEXT_EXPIRY = day_of(date(2013, 1, 18)), day_of(date(2013, 2, 15))
LAST = 12
CALL = "SPX130118C1000"


def quotes_of(days, lines):
    """Quotes from (session, bid, ask) of the call, or (session, bid, ask, right, strike, expiry)."""
    rows = [(*line, *("C", 1000.0, EXPIRY)[len(line) - 3 :]) for line in lines]
    values = {
        "date": [days[session] for session, *_ in rows],
        "root": ["SPX"] * len(rows),
        "expiry": [row[5] for row in rows],
        "strike": [row[4] for row in rows],
        "right": [row[3] for row in rows],
        "bid": [row[1] for row in rows],
        "ask": [row[2] for row in rows],
    }
    return OptionQuotes(pa.table([to_column(values[field.name], field.type) for field in SCHEMA], schema=SCHEMA))


def series(strategy, right="C", strike=1000.0, expiry=EXPIRY, root="SPX"):
    return strategy.data.option(root, expiry, strike, right)


def buy(size, info=None, **which):
    return lambda strategy, _: strategy.buy(data=series(strategy, **which), size=size, **info or {})


def sell(size, **which):
    return lambda strategy, _: strategy.sell(data=series(strategy, **which), size=size)


def futures(size):
    return lambda strategy, contract: strategy.buy(data=contract, size=size)


def both(*actions):
    def act(strategy, contract):
        for action in actions:
            action(strategy, contract)

    return act


def lines(run, session, contract=CALL):
    """Ledger lines of a contract on a session: (account, category, amount)."""
    day = run.column("equity", "date")[session]
    rows = run.tables["ledger"].to_pylist()
    ours = [row for row in rows if row["date"] == day and row["contract"] == contract]
    return [(row["account"], row["category"], round(row["amount"], 9)) for row in ours]


def marks(run, column="mark"):
    return [row[column] for row in run.tables["positions"].to_pylist() if row["contract"] != "ESH13"]


def fills(run):
    """(session, contract, size, price, reason)."""
    days = run.column("equity", "date")
    rows = run.tables["fills"].to_pylist()
    return [(days.index(row["date"]), row["contract"], row["size"], row["price"], row["reason"]) for row in rows]


def endings(run):
    """(status, reason) of every order that did not fill."""
    return [(row["status"], row["reason"]) for row in run.tables["orders"].to_pylist() if not row["filled"]]


def events(run):
    days = run.column("equity", "date")
    return [(days.index(row["date"]), row["kind"], row["contract"]) for row in run.tables["events"].to_pylist()]


def write(size, right="P", strike=980.0, **info):
    return lambda strategy, _: strategy.sell(data=series(strategy, right, strike), size=size, writes=True, **info)


def put(size, strike=950.0, **info):
    return buy(size, info, right="P", strike=strike)


def quotes(*lines):
    """(session, price, strike): puts without a spread between bid and ask."""
    return [(session, price, price, "P", strike, EXPIRY) for session, price, strike in lines]
