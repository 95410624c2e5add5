"""An account at a broker in quiet days and in a crash, both made up, and whether what happened follows the broker's
clock.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.days import Day, date_of, day_of, month_number
from data.base.errors import OverlayError
from data.contracts.contracts import FULL_SIZE, future_spec, smallest_on
from data.contracts.dealing import FOREIGN_EXCHANGE
from data.market.market import Market
from data.synthetic.generator import Setting, shaped_market, span
from engine.account.ledger import LedgerError
from engine.account.profiles import NO_DEADLINE, AccountProfile
from engine.results.identities import check_books
from engine.results.run import RunResult
from engine.runs.backtest import backtest
from engine.settings.run_config import RunConfig, parse_config

QUIET = 20
"""Sessions before the crash, more than money takes; after it there are more than the longest deadline and delay."""
YEARS = 0.25
FALL, FALL_OF_THE_DOLLAR = 0.07, 0.02
"""Share by which the index, or the dollar, falls on each of two sessions."""
LEVEL, DOLLAR = 4_000.0, 100.0
"""The index, points, and JPY per USD."""
LOT_OF_DOLLARS = 1_000.0 * DOLLAR
"""What a thousand dollars are worth in yen."""
ROUNDED = 1.05
"""Dollars are bought in whole lots, rounded down: so many times one is asked for."""
ASKED, ASKED_OF_DOLLARS = 0.08, 0.04
"""Maintenance of the account that is stretched, a share of the lot. Usual margin of futures is so low that the limit on
exposure, 21, would come before any call.
"""
MOST_TO_OPEN = 1.25
"""Initial margin, a multiple of maintenance, above which less is asked: more than the crash leaves could not be opened.
"""
LEAST_CUT = 0.2
"""The lowest level at which a broker of foreign exchange may close (`fx.loss_cut_level`)."""
CALM = 0.2
"""Overlay or leverage of the account in quiet, a multiple of equity."""
LEFT = 0.75
"""Collateral that the crash leaves to the account that is stretched, of maintenance."""
BOLD = {"max_total_exposure": 21.0, "acknowledge_high_leverage": True}
ALARMS = {"warning", "margin_call", "loss_cut", "deadline_missed", "liquidation", "ruin"}


class Account(NamedTuple):
    """A broker, by the name and the file of its profile, and the day on which the account opens."""

    name: str
    file: str | None
    profile: AccountProfile
    day: Day
    dealing: int


class Stretch(NamedTuple):
    """The leverage of an account, and what the exchange asks, a multiple of its usual margin."""

    leverage: float
    factor: float = 1.0


class Happened(NamedTuple):
    """An event in the row of a session, counted from the first, and whether collateral was below maintenance there or
    the evening before: a call for cash alone need close nothing.
    """

    row: int
    kind: str
    short: bool = True


def quarter_from(day: Day) -> Day:
    """The first day of a quarter, on a day or the next after it: no future expires in the two months from there on."""
    months = month_number(day - 1) // 3 * 3 + 3
    return day_of(date(months // 12, months % 12 + 1, 1))


def lived_through(account: Account) -> list[str]:
    """What is wrong with an account that holds one lot in quiet, and with one that is stretched when the crash comes:
    sentences, none where both follow the profile.
    """
    try:
        market = _crash(account)
        quiet = backtest(_settings(account, Stretch(CALM)), market)
        check_books(quiet.tables)
        wrong = list(_opening(quiet))
        if wrong:
            return wrong
        stretched = backtest(_settings(account, _stretched(quiet)), market)
        check_books(stretched.tables)
    except (OverlayError, LedgerError) as error:
        return [f"a worked account cannot be kept: {error}"]
    return list(out_of_time(stretched.profile, happened(stretched)))


def _stretched(quiet: RunResult) -> Stretch:
    """At this leverage two falls leave collateral below maintenance, but not nothing."""
    dollars = quiet.config.kind.market == "dollar"
    fall, asked = (FALL_OF_THE_DOLLAR, ASKED_OF_DOLLARS) if dollars else (FALL, ASKED)
    lot = LOT_OF_DOLLARS if dollars else _lot(quiet.config.overlay.contract)
    usual, opens = (quiet.tables["equity"][name][QUIET + 1].as_py() for name in ("maintenance", "initial"))
    asked *= min(1.0, MOST_TO_OPEN * usual / opens)
    counts = 1.0 - quiet.profile.fund_haircut if quiet.profile.fund_is_collateral else 1.0
    return Stretch(1.0 / (1.0 - (1.0 - fall) ** 2 + LEFT * asked / counts), asked * lot / usual)


def _lot(contract: str) -> float:
    """What one contract is worth before the crash, its currency."""
    return future_spec(contract).multiplier * LEVEL


def happened(run: RunResult) -> list[Happened]:
    """What a run's broker did, in order."""
    days = {day: row for row, day in enumerate(run.tables["equity"]["date"].to_pylist())}
    equity = run.tables["equity"]
    short = to_array(equity["collateral"]) < to_array(equity["maintenance"])
    rows = ((days[row["date"]], row["kind"]) for row in run.tables["events"].to_pylist())
    return [Happened(row, kind, bool(short[max(row - 1, 0) : row + 1].any())) for row, kind in rows]


def out_of_time(profile: AccountProfile, events: Sequence[Happened]) -> Iterator[str]:
    """Calls and closings of a crash that are not where the profile's clock has them, as sentences."""
    kinds = {one.kind for one in events}
    if not kinds & {"margin_call", "loss_cut"}:
        yield "a crash of an account that is stretched brings neither a call nor a closing"
    for one in events:
        if one.kind == "loss_cut" or (one.kind == "margin_call" and profile.grace == 0):
            yield from _closed_on(events, one, one.row, one.row + 1)
        elif one.kind == "margin_call":
            yield from _answered(profile, events, one)
        elif one.kind == "deadline_missed":
            closing = one.row + (max(profile.closing_delay, 1) if profile.late else profile.closing_delay)
            if not any(other.kind == "loss_cut" and one.row <= other.row <= closing for other in events):
                yield from _closed_on(events, one, closing, closing)


def _answered(profile: AccountProfile, events: Sequence[Happened], call: Happened) -> Iterator[str]:
    """A call ends by its deadline: met, missed on the deadline itself, or overtaken by a loss cut."""
    ends = {"call_met", "deadline_missed", "loss_cut", "ruin"}
    end = next((one for one in events if one.kind in ends and one.row > call.row), None)
    deadline = call.row + profile.grace
    if end is None and profile.grace != NO_DEADLINE:
        yield f"the call of session {call.row} is neither met nor missed by its deadline, session {deadline}"
    elif end is not None and (end.row > deadline or (end.kind == "deadline_missed" and end.row != deadline)):
        yield f"{end.kind} on session {end.row} answers the call of session {call.row}, which was due on {deadline}"


def _closed_on(events: Sequence[Happened], why: Happened, first: int, last: int) -> Iterator[str]:
    if why.short and not any(one.kind == "liquidation" and first <= one.row <= last for one in events):
        yield f"{why.kind} of session {why.row} should close positions by session {last}, and nothing is closed then"


def _opening(quiet: RunResult) -> Iterator[str]:
    """One lot is opened in quiet, covered, and left alone, once money has arrived for what opening costs."""
    equity = quiet.tables["equity"].slice(0, QUIET)
    opened = quiet.tables["fills"]["size"].to_pylist()[:1]
    if opened != [1]:
        yield f"an account for one lot opens {opened[0] if opened else 0}"
    initial, maintenance = to_array(equity["initial"]), to_array(equity["maintenance"])
    if (initial < maintenance).any():
        yield "initial margin is below maintenance, so that a position is called as it is opened"
    if (to_array(equity["collateral"]) < initial).any():
        yield "collateral of one lot in quiet days is below its initial margin"
    settled = quiet.profile.redemption_lag + 3
    early = [one for one in happened(quiet) if one.row < QUIET]
    alarms = ALARMS & {one.kind for one in early if one.row >= settled or one.kind != "margin_call"}
    if alarms:
        yield f"one lot of a fifth of equity brings {', '.join(sorted(alarms))} in quiet days"


def _settings(account: Account, how: Stretch) -> RunConfig:
    """An account for one lot at a leverage, whose owner does nothing about it."""
    common: dict[str, Any] = {
        "account": {"profile": account.name} | ({"profile_file": account.file} if account.file else {}),
        "margin": {} if how.factor == 1.0 else {"scenario": "multiply", "factor": how.factor},
    }
    if account.dealing == FOREIGN_EXCHANGE:
        levels = {"loss_cut_level": max(account.profile.loss_cut_level, LEAST_CUT), "voluntary_stop": 0.0}
        capital = {"initial": LOT_OF_DOLLARS / how.leverage, "currency": "JPY"}
        dollars = {"leverage": ROUNDED * how.leverage, **levels}
        return parse_config({"pattern": "fx", "capital": capital, "fx": dollars, **common})
    contract = smallest_on(future_spec(FULL_SIZE).index, account.dealing)
    return parse_config({
        "pattern": "A",
        "capital": {"initial": _lot(contract) / how.leverage},
        "overlay": {"contract": contract, "ratio": how.leverage, "rebalance": "quarterly", **BOLD},
        "cash": {} if how.leverage == CALM else {"sleeve": 0.0, "buffer": 0.05},
        "halving": {"enabled": False},
        "stops": {"voluntary": False, "monthly_loss": "off"},
        **common,
    })  # fmt: skip


def _crash(account: Account) -> Market:
    """Quiet, two sessions of falls, and no way back."""
    over = span(date_of(account.day), YEARS)
    index, dollar = (_path(len(over.days), fall) for fall in (FALL, FALL_OF_THE_DOLLAR))
    market = shaped_market(over, index, Setting(level=LEVEL, usdjpy=DOLLAR))
    place = market.table.column_names.index("usdjpy")
    rates = pa.chunked_array([np.round(DOLLAR * dollar, 3)])
    table = market.table.set_column(place, market.table.schema.field(place), rates)
    return Market(table, over.calendar, index=market.index)


def _path(sessions: int, fall: float) -> Floats:
    steps = np.zeros(sessions)
    steps[QUIET : QUIET + 2] = np.log(1.0 - fall)
    return np.asarray(np.exp(np.cumsum(steps)))
