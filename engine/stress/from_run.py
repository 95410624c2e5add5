"""The state of an account on a day of a run, and its broker's terms, as the stress functions take them."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import Day, iso
from data.base.errors import ConfigError, ResultError
from data.contracts.contracts import OptionContract, future_spec, is_future, option_contract
from data.facts import facts
from data.pricing.black76 import implied_volatility
from engine.account.calls import CALLED, OK, WARNED, MarginState, Snapshot, below, closing_at
from engine.account.hedge_terms import CONTRACT
from engine.account.of_opening import OfOpening
from engine.account.written import MarginShares, OptionLeg, leg_of, written_margin
from engine.analysis.held_back import A_CENT, held_back
from engine.analysis.investor import EQUITY
from engine.day.terms import BrokerTerms
from engine.stress.account_state import AccountState, OptionHeld, StressTerms

Tables = Mapping[str, pa.Table]
AT_ONCE, RECEIVED = "redemption", "redemption received"
"""Reasons of postings that bring the money of a redemption; see `engine.account.account.Account`."""
_CALLS = {"margin_call", "call_met", "deadline_missed", "loss_cut", "liquidation", "ruin"}


class Known(NamedTuple):
    """What the tables of a run do not hold: the index on the day, and the investor's currency for one of the account's
    (NaN or None: unknown).
    """

    spot: float
    rate: float | None = None


def stress_terms(terms: BrokerTerms, root: str, day: Day) -> StressTerms:
    """Terms of a broker for an overlay of the future `root`, with facts of a day; half-spreads are those of stress.
    Raises `ConfigError` for an account without a fund.
    """
    if terms.cash is None:
        raise ConfigError("a stress test is of a fund with an overlay on it; this account has no fund")
    costs, spec = terms.costs[root], future_spec(root)
    half_spread = max(costs.liquidation_half_spread, costs.stress_half_spread)
    return StressTerms(
        profile=terms.profile,
        cash=terms.cash,
        closing_cost=costs.commission + half_spread * spec.multiplier,
        **_hedge_terms(terms, day),
        price_limit=facts("price_limits").carried(f"{spec.family}.daily", day),
        volatility_elasticity=facts("stress_grid").carried("volatility_elasticity", day),
        written=MarginShares.on(day),
        opening=OfOpening.on(spec.family, day),
        core=terms.fund if terms.fund.currency else None,
    )


def _hedge_terms(terms: BrokerTerms, day: Day) -> dict[str, Any]:
    """What holds for a currency hedge; nothing without one."""
    if terms.hedge is None:
        return {}
    held = terms.hedge.on(day)
    return {
        "hedge_margin": held.margin, "hedge_ratio": terms.hedge.ratio, "hedge_half_spread": held.closing_half_spread,
    }  # fmt: skip


def row_of(tables: Tables, day: Day | None = None) -> int:
    """Row of a session of a run, by default the last on which something was held that can be called or lost, the last
    of all where nothing ever was. Raises `ResultError` where the run has none on that day.
    """
    days = to_array(tables["equity"]["date"]).tolist()
    if day is None:
        names = ("maintenance", "overlay_notional", "option_value")
        held = np.flatnonzero(np.any([to_array(tables["equity"][name]) for name in names], axis=0))
        return int(held[-1]) if len(held) else len(days) - 1
    if day not in days:
        raise ResultError(
            f"{iso(day)} is not a session of the run, which goes from {iso(days[0])} to {iso(days[-1])}; "
            "choose one of its sessions"
        )
    return int(days.index(day))


def state_on(tables: Tables, row: int, terms: StressTerms, known: Known) -> AccountState:
    """The account as it stood in the evening of the session in a row of `equity`. Raises `ResultError` where it held
    long and short futures at once, or money was held back.
    """
    told = {name: tables["equity"][name][row].as_py() for name in tables["equity"].column_names}
    day = int(to_array(tables["equity"]["date"])[row])
    if held_back(tables)[row] > A_CENT:
        raise ResultError(f"{iso(day)}: money is held back by a fund or a broker; a stress test knows none of that")
    futures, options, legs = _positions(tables, day, known.spot)
    contracts, notional = sum(futures), told["overlay_notional"]
    others = told.get("hedge_margin", 0.0) + written_margin(legs, terms.written, 1.0 - terms.profile.option_haircut)
    maintenance, initial = told["maintenance"] - others, told["initial"] - others
    if abs(contracts) != sum(map(abs, futures)):
        raise ResultError(f"{iso(day)}: the account holds long and short futures; a stress test knows one direction")
    lag = terms.profile.redemption_lag
    return AccountState(
        cash=told["cash"],
        fund=told["mmf"],
        contracts=contracts,
        unit=notional / abs(contracts) if contracts else 0.0,
        margin_share=maintenance / notional if notional else 0.0,
        initial_ratio=initial / maintenance if contracts else 1.0,
        in_transit=_in_transit(tables, row, lag),
        options=options,
        hedge=_hedge(tables, day),
        margin=_standing(tables, row, terms),
        rate=_rate(tables, row, known),
    )


def _rate(tables: Tables, row: int, known: Known) -> float:
    """The investor's currency for one of the account's, as the run was told; else as it is known; else 1."""
    if EQUITY in tables and tables["equity"]["equity"][row].as_py():
        told: float = tables[EQUITY]["equity"][row].as_py() / tables["equity"]["equity"][row].as_py()
        return told
    return 1.0 if known.rate is None else known.rate


def _positions(
    tables: Tables, day: Day, index: float
) -> tuple[list[int], tuple[OptionHeld, ...], tuple[OptionLeg, ...]]:
    """(signed contracts of each future, options, the same as their margin sees them) held on a day."""
    table = tables["positions"]
    rows = table.filter(to_array(table["date"]) == day).to_pylist()
    futures = [row["size"] for row in rows if is_future(row["contract"])]
    held = [row for row in rows if not is_future(row["contract"])]
    rows = [(option_contract(row["contract"]), row["size"], row["mark"]) for row in held]
    legs = tuple(leg_of(contract, index, size, mark) for contract, size, mark in rows)
    return futures, tuple(_option(contract, size, mark, day, index) for contract, size, mark in rows), legs


def _option(contract: OptionContract, size: int, mark: float, day: Day, index: float) -> OptionHeld:
    """An option with the volatility its mark implies; its forward is taken to stand where its underlying does."""
    held = implied(contract, mark, index * contract.spec.index_share, day)
    return held._replace(multiplier=contract.spec.multiplier, size=size)


def implied(contract: OptionContract, mark: float, forward: float, day: Day) -> OptionHeld:
    """One of an option with the volatility its mark (points) implies on a day, its multiplier 1."""
    years = (contract.expiry - day) / 365.0
    volatility = implied_volatility(mark, forward, contract.strike, years, contract.right)
    known = 0.0 if np.isnan(volatility) else volatility
    return OptionHeld(contract.right, contract.strike, forward, years, known, 1.0, 1)


def _in_transit(tables: Tables, row: int, lag: int) -> tuple[tuple[int, float], ...]:
    """Redemptions that are still on their way, with the sessions until they arrive."""
    ledger, days = tables["ledger"], to_array(tables["equity"]["date"])
    ordered = np.array(ledger["account"].to_pylist()) == "in_transit"
    ordered &= to_array(ledger["amount"]) > 0.0
    sent = np.searchsorted(days, to_array(ledger["date"])[ordered])
    amounts = to_array(ledger["amount"])[ordered]
    waiting = (sent <= row) & (sent + lag > row)
    due = (sent[waiting] + lag - row).tolist()
    return tuple(zip(map(int, due), amounts[waiting].tolist(), strict=True))


def _hedge(tables: Tables, day: Day) -> float:
    """What the currency hedge had sold when it was last rolled; nothing once the broker has closed it."""
    sold = (
        numbers["notional"] if kind == "hedge" else 0.0
        for at, kind, contract, numbers in _events(tables)
        if contract == CONTRACT and at <= day
    )  # fmt: skip
    return next(sold, 0.0)


def _standing(tables: Tables, row: int, terms: StressTerms) -> MarginState:
    """The state of an open call, or whether the account has been warned."""
    called, rules = _open_call(tables, row, terms), terms.profile.margin_rules
    collateral, maintenance = (tables["equity"][name][row].as_py() for name in ("collateral", "maintenance"))
    warned = called == OK and below(Snapshot(0, collateral, maintenance, 0.0), rules.warning_level)
    return MarginState(WARNED) if warned else called


def _open_call(tables: Tables, row: int, terms: StressTerms) -> MarginState:
    """The state of the last call that had not been answered; sessions count from the evening."""
    days = to_array(tables["equity"]["date"]).tolist()
    day = days[row]
    found = next((one for one in _events(tables) if one[1] in _CALLS and one[0] <= day), None)
    if found is None:
        return OK
    at, kind, _, numbers = found
    since = row - days.index(at)
    if kind == "margin_call" and "sessions_to_deadline" in numbers:
        received, deadline = _received(tables, row - since, row), int(numbers["sessions_to_deadline"]) - since
        return MarginState(CALLED, numbers["amount"], received, deadline)
    missed = max(terms.profile.closing_delay, int(terms.profile.late))
    wait = {"margin_call": 1, "deadline_missed": missed, "loss_cut": 1, "ruin": 1}.get(kind, 0)
    return closing_at(wait - since, numbers.get("amount", 0.0)) if wait > since else OK


def _received(tables: Tables, called: int, row: int) -> float:
    """Money that redemptions have brought by the evening of the session in a row, after that in which a call was made
    (`called`); what is paid at once in an evening is held against the call the next morning.
    """
    ledger, days = tables["ledger"], to_array(tables["equity"]["date"])
    arrived = np.array(ledger["account"].to_pylist()) == "cash"
    at, reasons = np.searchsorted(days, to_array(ledger["date"])), np.array(ledger["reason"].to_pylist())
    arrived &= (at <= row) & (((reasons == RECEIVED) & (at > called)) | ((reasons == AT_ONCE) & (at >= called)))
    return float(to_array(ledger["amount"])[arrived].sum())


def _events(tables: Tables) -> list[tuple[Day, str, str, dict[str, float]]]:
    """All events of the account, the last first: day, kind, contract, numbers."""
    table = tables["events"]
    told = (table[name].to_pylist() for name in ("kind", "contract", "numbers"))
    rows = zip(to_array(table["date"]).tolist(), *told, strict=True)
    return [(day, kind, contract, json.loads(numbers)) for day, kind, contract, numbers in reversed(list(rows))]
