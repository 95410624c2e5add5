"""Tables of a run made to tell of idle cash, of contracts too large, of dates missed, of puts and ratios that were not
there.
"""

from itertools import accumulate
from math import nan
from random import Random

from data.contracts.contracts import is_future
from tests.engine.audit.tampering import Change, Row, Tables, Tampering, each_evening, each_row, with_rows


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
    days = set(tables["targets"]["date"].to_pylist()[20:30])
    return each_row(
        tables, "targets", lambda row: {"contract_ratio": 2.1 * row["base_ratio"]} if row["date"] in days else {}
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


def nine_of_ten_puts_removed(tables: Tables) -> Tables:
    """Of ten options one is held."""
    return each_row(
        tables, "positions", lambda row: {} if is_future(row["contract"]) else {"size": max(row["size"] // 10, 1)}
    )


def equity_that_never_falls(tables: Tables) -> Tables:
    """Equity is the highest there was so far."""
    highest = list(accumulate(tables["equity"]["equity"].to_pylist(), max))
    rows = [row | {"equity": one} for row, one in zip(tables["equity"].to_pylist(), highest, strict=True)]
    return with_rows(tables, "equity", rows)


def half_a_fund_more(tables: Tables) -> Tables:
    """The fund is worth half as much again."""
    return each_row(tables, "equity", lambda row: {"mmf": 1.5 * row["mmf"]})


def marks_trebled(tables: Tables) -> Tables:
    """Every mark is three times what it was."""
    return each_row(tables, "positions", lambda row: {"mark": 3.0 * row["mark"]})


def ledger_trebled(tables: Tables) -> Tables:
    """Every posting is three times what it was."""
    return each_row(tables, "ledger", lambda row: {"amount": 3.0 * row["amount"]})


def sides_exchanged(tables: Tables) -> Tables:
    """What was bought has the notional of what was sold."""
    return each_row(tables, "positions", lambda row: {"notional": -row["notional"]})


def a_fund_that_is_no_number(tables: Tables) -> Tables:
    """On one session nobody knows what the fund was worth."""
    day = tables["equity"]["date"][50].as_py()
    return each_row(tables, "equity", lambda row: {"mmf": nan} if row["date"] == day else {})


def overlay_doubled_between_fills(tables: Tables) -> Tables:
    """On every session without a fill the overlay is twice what it was."""
    filled = {row["date"] for row in tables["fills"].to_pylist()}
    twice = ("overlay_notional", "overlay_delta")
    return each_row(
        tables, "equity", lambda row: {} if row["date"] in filled else {name: 2.0 * row[name] for name in twice}
    )


def hardly_any_cash(tables: Tables) -> Tables:
    """For a hundred evenings the cash ratio held is 1 %."""
    days = set(tables["cash_rules"]["date"].to_pylist()[100:200])
    return each_row(tables, "cash_rules", lambda row: {"held_ratio": 0.01} if row["date"] in days else {})


def bought_while_short(tables: Tables) -> Tables:
    """On the session of the second purchase spare cash is a tenth of the overlay."""
    bought = [row for row in tables["fills"].to_pylist() if row["purpose"] == "trade" and row["size"] > 0]
    day = sorted({row["date"] for row in bought})[1]
    return each_row(tables, "equity", lambda row: {"cash": 0.1 * row["overlay_notional"]} if row["date"] == day else {})


def short_for_a_session(tables: Tables) -> Tables:
    """On one session without a fill spare cash is a tenth of the overlay."""
    filled = {row["date"] for row in tables["fills"].to_pylist()}
    day = next(row["date"] for row in tables["equity"].to_pylist()[20:] if row["date"] not in filled)
    return each_row(tables, "equity", lambda row: {"cash": 0.1 * row["overlay_notional"]} if row["date"] == day else {})


def idle_for_a_month(tables: Tables) -> Tables:
    """For twenty sessions cash is half of the overlay."""
    days = set(tables["equity"]["date"].to_pylist()[20:40])
    return each_row(
        tables, "equity", lambda row: {"cash": 0.5 * row["overlay_notional"]} if row["date"] in days else {}
    )


def halved_and_not_done(tables: Tables) -> Tables:
    """The rule halved every evening, whatever volatility was, and as much as before was held."""
    return each_evening(tables, lambda _: {"halving_multiplier": 0.5})


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
    """Of one row in ten: contracts' size, money on its way, the evening of an order, what a fill was for, what trades
    may lose; of one in ten options held, nothing.
    """
    chance, days = Random(seed), tables["equity"]["date"].to_pylist()  # noqa: S311
    changes: dict[str, Change] = {
        "targets": lambda row: {
            "contract_ratio": row["contract_ratio"] and row["base_ratio"] * chance.choice([1.0, 3.0])
        },
        "equity": lambda row: {"in_transit": row["in_transit"] + row["equity"] * chance.uniform(-0.1, 0.1)},
        "orders": lambda row: {"date": days[max(days.index(row["date"]) - chance.choice([0, 1]), 0)]},
        "fills": lambda row: {"purpose": chance.choice([row["purpose"], "roll", "trade", "premium"])},
        "fx_rules": lambda row: {"loss_at_stop": row["loss_at_stop"] * chance.choice([0.5, 2.0])},
    }
    changes["fx_stages"] = lambda _: {"stage": chance.choice(["normal", "attack"])}
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
    ("C", "insured", "drifted", nine_of_ten_puts_removed),
    ("A", "books", "not_kept", equity_that_never_falls),
    ("A", "books", "not_kept", half_a_fund_more),
    ("B", "books", "not_kept", half_a_fund_more),
    ("A", "books", "not_kept", sides_exchanged),
    ("A", "books", "not_kept", marks_trebled),
    ("fx", "books", "not_kept", marks_trebled),
    ("A", "books", "not_kept", ledger_trebled),
    ("cash", "books", "not_kept", ledger_trebled),
    ("A", "exposure", "not_kept", overlay_doubled_between_fills),
    ("A", "spare_cash", "drifted", short_for_a_session),
    ("A", "spare_cash", "not_kept", bought_while_short),
    ("A", "spare_cash", "not_kept", idle_for_a_month),
    ("A", "halving", "not_kept", halved_and_not_done),
    ("B", "halving", "not_kept", halved_and_not_done),
    ("cash", "cash_limits", "not_kept", hardly_any_cash),
    ("cash", "cash_reached", "not_kept", less_in_the_index),
    ("fx_trades", "risked", "not_kept", a_trade_that_may_lose_more),
    ("fx_trades", "risked", "not_kept", more_trades_than_allowed),
)
"""As `TAMPERINGS`."""
