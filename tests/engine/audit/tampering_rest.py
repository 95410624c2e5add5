"""Tables of a run made to tell of idle cash, of contracts too large, of dates missed, of puts and ratios that were not there."""

from random import Random

from data.contracts import is_future
from tests.engine.audit.tampering import Change, Row, Tables, Tampering, each_row, with_rows


def cash_left_idle(tables: Tables) -> Tables:
    """From the hundredth session on a tenth of equity is in cash and not in the fund."""
    first = tables["equity"]["date"][100].as_py()

    def idle(row: Row) -> Row:
        moved = 0.1 * row["equity"] if row["date"] >= first else 0.0
        return {"cash": row["cash"] + moved, "mmf": row["mmf"] - moved}

    return each_row(tables, "equity", idle)


def redeemed_for_nothing(tables: Tables) -> Tables:
    """On one session a tenth of equity is on its way."""
    day = tables["equity"]["date"][100].as_py()

    def redeemed(row: Row) -> Row:
        moved = 0.1 * row["equity"] if row["date"] == day else 0.0
        return {"in_transit": row["in_transit"] + moved, "mmf": row["mmf"] - moved}

    return each_row(tables, "equity", redeemed)


def a_contract_too_large(tables: Tables) -> Tables:
    """On ten evenings one contract is more than twice the plan."""
    days = set(tables["rules"]["date"].to_pylist()[20:30])
    return each_row(
        tables, "rules", lambda row: {"contract_ratio": 2.1 * row["base_ratio"]} if row["date"] in days else {}
    )


def a_roll_a_day_late(tables: Tables) -> Tables:
    """The first roll was filled a session late, and until then the old month was held."""
    fills, positions = tables["fills"].to_pylist(), tables["positions"].to_pylist()
    day = next(fill["date"] for fill in fills if fill["purpose"] == "roll")
    days = tables["equity"]["date"].to_pylist()
    before, after = days[days.index(day) - 1], days[days.index(day) + 1]
    late = [fill | {"date": after} if fill["date"] == day and fill["purpose"] == "roll" else fill for fill in fills]
    held = [row | {"date": day} for row in positions if row["date"] == before]
    kept = [row for row in positions if row["date"] != day]
    ordered = sorted([*kept, *held], key=lambda row: row["date"])
    return with_rows(with_rows(tables, "fills", late), "positions", ordered)


def an_old_month_held_on(tables: Tables) -> Tables:
    """On the day of the first roll what is held is still called by its old month."""
    fills = tables["fills"].to_pylist()
    left = next(fill for fill in fills if fill["purpose"] == "roll" and fill["size"] < 0)
    return each_row(
        tables, "positions", lambda row: {"contract": left["contract"]} if row["date"] == left["date"] else {}
    )


def options_off_their_date(tables: Tables) -> Tables:
    """The first options were ordered an evening early."""
    rows, days = tables["orders"].to_pylist(), tables["equity"]["date"].to_pylist()
    first = next(row for row in rows if row["purpose"] == "premium" and row["filled"])
    first["date"] = days[days.index(first["date"]) - 1]
    return with_rows(tables, "orders", rows)


def puts_removed(tables: Tables) -> Tables:
    """On ten evenings no option is held."""
    rows = tables["positions"].to_pylist()
    days = set(sorted({row["date"] for row in rows})[20:30])
    return with_rows(tables, "positions", [row for row in rows if row["date"] not in days or len(row["contract"]) < 8])


def a_trade_that_may_lose_more(tables: Tables) -> Tables:
    """On one evening a trade could lose twice what it may."""
    most = max(tables["fx_rules"].to_pylist(), key=lambda row: row["loss_at_stop"])
    return each_row(
        tables,
        "fx_rules",
        lambda row: {"loss_at_stop": 2.0 * row["loss_at_stop"]} if row["date"] == most["date"] else {},
    )


def more_trades_than_allowed(tables: Tables) -> Tables:
    """Every evening there are four trades more."""
    return each_row(tables, "fx_rules", lambda row: {"trades": row["trades"] + 4})


def less_in_the_index(tables: Tables) -> Tables:
    """When the second order was filled shares were worth a tenth of equity less, and as much was in cash."""
    filled = [row for row in tables["orders"].to_pylist() if row["status"] == "completed"]
    day = filled[1]["finished"]

    def less(row: Row) -> Row:
        moved = 0.1 * row["equity"] if row["date"] == day else 0.0
        return {"share_value": row["share_value"] - moved, "cash": row["cash"] + moved}

    return each_row(tables, "equity", less)


def rest_by_chance(tables: Tables, seed: int) -> Tables:
    """Of one row in ten: contracts' size, money on its way, the evening of an order, what a fill was for, what trades may lose; of one in ten
    options held, nothing.
    """
    chance, days = Random(seed), tables["equity"]["date"].to_pylist()  # noqa: S311
    changes: dict[str, Change] = {
        "rules": lambda row: {
            "contract_ratio": row["contract_ratio"] and row["base_ratio"] * chance.choice([1.0, 3.0])
        },
        "equity": lambda row: {"in_transit": row["in_transit"] + row["equity"] * chance.uniform(-0.1, 0.1)},
        "orders": lambda row: {"date": days[max(days.index(row["date"]) - chance.choice([0, 1]), 0)]},
        "fills": lambda row: {"purpose": chance.choice([row["purpose"], "roll", "trade", "premium"])},
        "fx_rules": lambda row: {"loss_at_stop": row["loss_at_stop"] * chance.choice([0.5, 2.0])},
    }
    for name in [one for one in changes if one in tables]:
        tables = each_row(tables, name, lambda row, name=name: changes[name](row) if chance.random() < 0.1 else {})
    held = tables["positions"].to_pylist()
    left = [row for row in held if is_future(row["contract"]) or chance.random() < 0.9]
    return with_rows(tables, "positions", left)


TAMPERINGS_OF_THE_REST: tuple[tuple[str, str, str, Tampering], ...] = (
    ("core", "core", "not_kept", cash_left_idle),
    ("A", "core", "not_kept", cash_left_idle),
    ("B", "core", "not_kept", redeemed_for_nothing),
    ("C", "core", "not_kept", redeemed_for_nothing),
    ("A", "size", "could_not", a_contract_too_large),
    ("C", "size", "could_not", a_contract_too_large),
    ("A", "rolls", "not_kept", a_roll_a_day_late),
    ("C", "rolls", "not_kept", a_roll_a_day_late),
    ("A", "rolls", "not_kept", an_old_month_held_on),
    ("B", "options", "not_kept", options_off_their_date),
    ("C", "insured", "not_kept", puts_removed),
    ("cash", "cash_reached", "not_kept", less_in_the_index),
    ("fx_trades", "risked", "not_kept", a_trade_that_may_lose_more),
    ("fx_trades", "risked", "not_kept", more_trades_than_allowed),
)
"""As `TAMPERINGS`."""
