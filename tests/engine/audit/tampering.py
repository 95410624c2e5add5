"""Tables of a run made to tell of a broken rule: each is caught by the line of the audit it is named after."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa

from tests.oracles.wide_rules import by_evening

Tables = dict[str, pa.Table]
Row = dict[str, Any]
Tampering = Callable[[Tables], Tables]
Change = Callable[[Row], Row]


def with_rows(tables: Tables, name: str, rows: list[Row]) -> Tables:
    return {**tables, name: pa.Table.from_pylist(rows, schema=tables[name].schema)}


def each_row(tables: Tables, name: str, change: Change) -> Tables:
    """Every row of a table with what `change` says of it."""
    return with_rows(tables, name, [row | change(row) for row in tables[name].to_pylist()])


def each_evening(tables: Tables, change: Change) -> Tables:
    """Every evening of the rules with what `change` says of it, in a row with columns for each of them."""
    evenings = by_evening(tables["rules"].to_pylist(), tables["targets"].to_pylist())
    changes = {day: change(row) for day, row in evenings.items()}

    def ruling(row: Row) -> Row:
        told, multiplier = changes[row["date"]], f"{row['rule']}_multiplier"
        bound = {"bound": row["rule"] == told["binding"]} if "binding" in told else {}
        return bound | ({"multiplier": told[multiplier]} if multiplier in told else {})

    aimed = each_row(
        tables, "targets", lambda row: {name: one for name, one in changes[row["date"]].items() if name in row}
    )
    return each_row(aimed, "rules", ruling)


def _holding(tables: Tables) -> list[date]:
    """Sessions after which futures are held, but for the first of them."""
    return [row["date"] for row in tables["equity"].to_pylist() if row["overlay_notional"] > 0.0][1:]


def one_contract_more(tables: Tables) -> Tables:
    """One contract more on ten evenings; where nothing is held, a future out of nowhere on one."""
    rows = tables["positions"].to_pylist()
    if not rows:
        day = tables["equity"]["date"][10].as_py()
        invented = {
            "date": day,
            "contract": "MESZ14",
            "size": 1,
            "mark": 2000.0,
            "mark_source": "modelled",
            "notional": 10_000.0,
            "delta": 10_000.0,
            "hypothetical": False,
        }
        return with_rows(tables, "positions", [invented])
    evenings = sorted({row["date"] for row in rows})[5:15]
    first = {row["date"]: place for place, row in reversed(list(enumerate(rows)))}
    for day in evenings:
        rows[first[day]]["size"] += 1
    return with_rows(tables, "positions", rows)


def notional_unlike_positions(tables: Tables) -> Tables:
    """Equity tells of less overlay than the positions are."""
    return each_row(tables, "equity", lambda row: {"overlay_notional": 0.9 * row["overlay_notional"]})


def a_margin_call(tables: Tables) -> Tables:
    """A margin call among the events."""
    called = {
        "date": tables["equity"]["date"][20].as_py(),
        "kind": "margin_call",
        "contract": "",
        "numbers": "{}",
        "code": "",
    }
    return with_rows(tables, "events", [*tables["events"].to_pylist(), called])


def collateral_gone(tables: Tables) -> Tables:
    """On one session collateral is below maintenance."""
    day = _holding(tables)[3]
    return each_row(
        tables, "equity", lambda row: {"collateral": 0.9 * row["maintenance"]} if row["date"] == day else {}
    )


def closed_by_the_broker(tables: Tables) -> Tables:
    """Every fill is called a liquidation, and no event says so."""
    return each_row(tables, "fills", lambda _row: {"purpose": "liquidation"})


def no_margin_asked(tables: Tables) -> Tables:
    """No margin is asked for what is held."""
    return each_row(tables, "equity", lambda _row: {"maintenance": 0.0, "initial": 0.0})


def cash_in_the_fund(tables: Tables) -> Tables:
    """On ten sessions in a row all cash is in the fund."""
    days = set(_holding(tables)[3:13])
    return each_row(
        tables,
        "equity",
        lambda row: {"cash": 0.0, "mmf": row["mmf"] + row["cash"]} if row["date"] in days else {},
    )


def a_fill_above_the_limit(tables: Tables) -> Tables:
    """After a fill the overlay, of futures or of options, is twice equity."""
    ordered = ("trade", "roll", "cap", "premium", "option_roll")
    day = next(row["date"] for row in tables["fills"].to_pylist() if row["purpose"] in ordered)
    return each_row(
        tables,
        "equity",
        lambda row: (
            {
                "overlay_notional": 2.0 * row["equity"] if row["overlay_notional"] else 0.0,
                "overlay_delta": 2.0 * row["equity"],
            }
            if row["date"] == day
            else {}
        ),
    )


def drift_above_the_limit(tables: Tables) -> Tables:
    """On one session without a fill the overlay is twice equity."""
    filled = {row["date"] for row in tables["fills"].to_pylist()}
    day = next(one for one in tables["equity"]["date"].to_pylist()[2:] if one not in filled)
    return each_row(tables, "equity", lambda row: {"overlay_delta": -2.0 * row["equity"]} if row["date"] == day else {})


def puts_beyond_the_limit(tables: Tables) -> Tables:
    """After puts were bought the account is short of twice its equity by delta."""
    day = next(row["date"] for row in tables["fills"].to_pylist() if row["purpose"] == "insurance" and row["size"] > 0)
    return each_row(tables, "equity", lambda row: {"overlay_delta": -2.0 * row["equity"]} if row["date"] == day else {})


def never_halved(tables: Tables) -> Tables:
    """Volatility was high every evening, and nothing was done about it."""
    return each_evening(tables, lambda _: {"volatility": 0.99, "halving_multiplier": 1.0})


def target_ignored(tables: Tables) -> Tables:
    """Every evening a quarter of the overlay was the target, and as much as before was held."""
    return each_evening(tables, lambda row: {"target_ratio": row["base_ratio"] / 4, "binding": "buffer"})


def a_loss_without_a_stop(tables: Tables) -> Tables:
    """In the middle of a month ten per cent of equity are gone for a session, and nothing is closed."""
    day = next(one for one in _holding(tables) if one.day in {10, 11, 12, 13})
    return each_row(tables, "equity", lambda row: {"equity": 0.9 * row["equity"]} if row["date"] == day else {})


def ten_times_the_premium(tables: Tables) -> Tables:
    """The first options were ten times as many."""
    rows = tables["fills"].to_pylist()
    first = next(row for row in rows if row["purpose"] == "premium")
    first["size"] *= 10
    return with_rows(tables, "fills", rows)


def costs_above_carry(tables: Tables) -> Tables:
    """Trading cost a thousand times what it cost."""
    return each_row(
        tables, "attribution", lambda row: {"amount": row["amount"] * (1000.0 if row["source"] == "costs" else 1.0)}
    )


def ordered_below_the_floor(tables: Tables) -> Tables:
    """On one evening no cash at all was ordered."""
    day = tables["cash_rules"]["date"][30].as_py()
    return each_row(tables, "cash_rules", lambda row: {"target_ratio": 0.0} if row["date"] == day else {})


def too_little_free_margin(tables: Tables) -> Tables:
    """Every evening no contract left the free margin, and as many as before were held."""
    return each_row(
        tables,
        "fx_rules",
        lambda row: {"most_contracts": 0, "free_margin": 0.5} if row["held_contracts"] else {},
    )


def by_chance(tables: Tables, seed: int) -> Tables:
    """Targets, what bound them, volatility and what was made of it, equity, cash, collateral and delta of some
    evenings, drawn anew.
    """
    chance = Random(seed)  # noqa: S311
    bound = ("", "buffer", "cap", "voluntary_stop", "halving", "loss_stop")

    def rules(row: Row) -> Row:
        return {
            "target_ratio": row["base_ratio"] * chance.choice([1.0, 1.0, 0.5, 0.25, 0.0]),
            "binding": chance.choice(bound),
            "volatility": chance.choice([0.05, 0.05, 0.19, 0.3]),
            "halving_multiplier": chance.choice([1.0, row["halving_multiplier"], 0.5]),
        }

    def account(row: Row) -> Row:
        return {
            "equity": row["equity"] * chance.uniform(0.97, 1.03),
            "cash": row["cash"] * chance.uniform(0.0, 2.0),
            "collateral": row["collateral"] * chance.uniform(0.1, 1.2),
            "overlay_delta": row["overlay_delta"] * chance.choice([1.0, -1.0, 1.5]),
        }

    drawn = each_evening(tables, lambda row: rules(row) if chance.random() < 0.2 else {})
    return each_row(drawn, "equity", lambda row: account(row) if chance.random() < 0.1 else {})


TAMPERINGS: tuple[tuple[str, str, str, Tampering], ...] = (
    ("core", "books", "not_kept", one_contract_more),
    ("A", "books", "not_kept", one_contract_more),
    ("B", "books", "not_kept", one_contract_more),
    ("C", "books", "not_kept", one_contract_more),
    ("cash", "books", "not_kept", one_contract_more),
    ("fx", "books", "not_kept", one_contract_more),
    ("fx_trades", "books", "not_kept", one_contract_more),
    ("A", "books", "not_kept", notional_unlike_positions),
    ("A", "books", "not_kept", closed_by_the_broker),
    ("A", "books", "not_kept", no_margin_asked),
    ("A", "no_accident", "not_kept", a_margin_call),
    ("A", "call_distance", "not_kept", collateral_gone),
    ("fx", "call_distance", "not_kept", collateral_gone),
    ("A", "spare_cash", "not_kept", cash_in_the_fund),
    ("A", "exposure", "not_kept", a_fill_above_the_limit),
    ("B", "exposure", "not_kept", a_fill_above_the_limit),
    ("C", "exposure", "not_kept", puts_beyond_the_limit),
    ("A", "exposure", "drifted", drift_above_the_limit),
    ("C", "exposure", "drifted", drift_above_the_limit),
    ("A", "halving", "not_kept", never_halved),
    ("B", "halving", "not_kept", never_halved),
    ("C", "halving", "not_kept", never_halved),
    ("A", "reductions", "not_kept", target_ignored),
    ("C", "reductions", "not_kept", target_ignored),
    ("A", "stop", "not_kept", a_loss_without_a_stop),
    ("B", "premium", "not_kept", ten_times_the_premium),
    ("A", "lead", "not_kept", a_fill_above_the_limit),
    ("A", "carry", "not_kept", costs_above_carry),
    ("cash", "cash_limits", "not_kept", ordered_below_the_floor),
    ("fx_trades", "free_margin", "not_kept", too_little_free_margin),
)
"""Pattern, line of the audit, the standing it then has, and what was done to the tables."""
