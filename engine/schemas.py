"""The tables of a run, each declared once. `python -m engine.schemas docs/tables` writes their pages."""

import sys
from pathlib import Path

import pyarrow as pa

from data.chains import COLUMNS as CHAIN_COLUMNS
from data.columns import Column, Like, arrow_schema
from data.market import COLUMNS as MARKET_COLUMNS
from engine.comparison_schemas import TABLES as COMPARISON_TABLES

VERSIONS: dict[str, int] = {"equity": 3, "investor_equity": 3, "orders": 2, "fills": 2, "rules": 2}
"""Versions of tables whose columns, or their meanings, have changed since version 1."""
MONEY = "account currency"
_DATE = Column("date", pa.date32(), "date", "exchange session")
_CONTRACT = Column("contract", pa.string(), "code", "exchange code of the contract, such as MESZ14")


def _money(name: str, meaning: str) -> Column:
    return Column(name, pa.float64(), MONEY, meaning)


def _text(name: str, meaning: str) -> Column:
    return Column(name, pa.string(), "text", meaning)


def _number(name: str, unit: str, meaning: str, *, nullable: bool = False) -> Column:
    return Column(name, pa.float64(), unit, meaning, nullable)


def _ratio(name: str, unit: str, meaning: str) -> Column:
    return _number(name, unit, f"{meaning}; null while unknown or unused", nullable=True)


def _once(called: str, name: str, unit: str, meaning: str) -> Column:
    """A column that may be null and was called otherwise in earlier versions."""
    return Column(name, pa.float64(), unit, meaning, nullable=True, before=Like(called))


_PURPOSE = Column(
    "purpose",
    pa.string(),
    "text",
    "what it was for: trade, roll, cap, premium, insurance, option_roll, expiry or liquidation; as `reason` in runs before it was told",
    before=Like("reason"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "equity": (
        _DATE,
        _money("equity", "cash + fund + money on its way + option value + share value, after the session"),
        _money("cash", "cash in the margin account; negative when owed"),
        _money("mmf", "value of the money-market fund"),
        _money("in_transit", "redemptions ordered and not yet received"),
        _money("option_value", "market value of options held"),
        Column(
            "share_value",
            pa.float64(),
            MONEY,
            "market value of index-fund shares held; they are paid for and no part of the overlay",
            before=0.0,
        ),
        _money(
            "overlay_notional",
            "futures price x multiplier x contracts, long and short added up by size; options are in overlay_delta",
        ),
        _money("overlay_delta", "change of the account for a 100 % move of the index, signed"),
        _number(
            "total_exposure",
            "multiple of equity",
            "1 + the larger of overlay_notional and |overlay_delta| / equity; null without equity",
            nullable=True,
        ),
        _money("maintenance", "maintenance margin required: of futures, and of the currency hedge"),
        _money("initial", "initial margin required for new positions, that of the currency hedge among it"),
        Column(
            "hedge_margin",
            pa.float64(),
            MONEY,
            "margin of the currency hedge, part of `maintenance` and of `initial`; it does not move with the index",
            before=0.0,
        ),
        _money("collateral", "cash + fund less its haircut, as tested, before the evening's sweep"),
        _money("excess", "collateral - maintenance"),
        _once(
            "buffer_ratio",
            "excess_ratio",
            "share of overlay notional",
            "excess / overlay_notional; null without an overlay",
        ),
        _number("drawdown", "decimal, <= 0", "equity / highest equity so far - 1"),
        _number(
            "bill_return",
            "decimal",
            "what Treasury bills (told in yen: the yen call rate) earned since the session before",
        ),
    ),
    "ledger": (
        _DATE,
        Column("seq", pa.int64(), "count", "order of the postings in the run, from 1"),
        _text("account", "cash, fund, in_transit, option_value or shares"),
        _text("category", "what it was for; see engine/ledger.py"),
        Column("contract", pa.string(), "code", "contract it belongs to, or empty"),
        _money("amount", "positive: the account has more"),
        _text("currency", "currency of the amount"),
        _text("reason", "why, where the category does not say it"),
    ),
    "orders": (
        Column("date", pa.date32(), "date", "session after whose close the order was sent"),
        _CONTRACT,
        _text("side", "buy or sell"),
        Column("requested", pa.int64(), "contracts, signed", "size asked for"),
        Column("filled", pa.int64(), "contracts, signed", "size filled; the exposure limit may have changed it"),
        _text("status", "completed, canceled, margin, rejected, or waiting at the end of the run"),
        _text("reason", "why it was sent, or why it was not filled"),
        Column("finished", pa.date32(), "date", "session on which it was filled or ended"),
        _PURPOSE,
    ),
    "fills": (
        _DATE,
        _CONTRACT,
        _text("side", "buy or sell"),
        Column("size", pa.int64(), "contracts, signed", "contracts traded"),
        _number("price", "index points", "price paid, half-spread included; of a share, account currency"),
        _number(
            "half_spread",
            "index points",
            "part of the price that is half the bid-ask spread; the mean of what was rolled and the rest",
        ),
        _money("commission", "commission paid"),
        _text(
            "reason",
            "rebalance, entry, rule, cap, roll, premium, insurance, option_roll, expiry, liquidation, or the strategy's own word",
        ),
        Column("hypothetical", pa.bool_(), "flag", "whether the contract was not yet listed on that day"),
        _PURPOSE,
    ),
    "positions": (
        _DATE,
        _CONTRACT,
        Column("size", pa.int64(), "contracts or shares, signed", "held after the session"),
        _number("mark", "index points", "settlement price; of a share, account currency"),
        _text("mark_source", "quoted or modelled"),
        _money("notional", "mark x multiplier x size, signed; for an option or a share that is its value"),
        _money("delta", "change of the account for a 100 % move of the index, signed"),
        Column("hypothetical", pa.bool_(), "flag", "whether the contract was not yet listed on that day"),
    ),
    "events": (
        _DATE,
        _text(
            "kind",
            "halved, restored, hedge, loss_stop, loss_stop_lifted, voluntary_stop, voluntary_stop_lifted, roll, cap, premium, insurance, no_trend, over_budget, cash_rule, override, fx_trades, expiry, tax_assessed, tax_paid, tax_unpaid, tax_outstanding, warning, margin_call, call_met, deadline_missed, loss_cut, liquidation, ruin",
        ),
        Column("contract", pa.string(), "code", "contract it belongs to, or empty"),
        _text("numbers", "the numbers behind it, as a JSON object"),
        _text("reason", "why, in words"),
    ),
    "rules": (
        _DATE,
        _number("base_ratio", "share of equity", "overlay ratio before any rule"),
        _number(
            "volatility", "annual decimal", "measure the halving rule looked at; null while unknown", nullable=True
        ),
        _number(
            "halving_multiplier", "multiple", "multiplier of the halving rule: below 1 while the overlay is halved"
        ),
        _number("loss_stop_multiplier", "multiple", "multiplier of the monthly loss stop: 0 or 1"),
        _number("voluntary_stop_multiplier", "multiple", "multiplier of the voluntary stop: 0 or 1"),
        _once(
            "buffer_ratio",
            "room_ratio",
            "share of equity",
            "largest overlay ratio that leaves the buffer; null without the rule",
        ),
        _number("cap_ratio", "share of equity", "highest overlay ratio the leverage cap allows"),
        _number("target_ratio", "share of equity", "overlay ratio aimed at for the next session"),
        _text("binding", "rule that bound the target: halving, loss_stop, voluntary_stop, buffer, cap, or empty"),
        _number(
            "contract_ratio",
            "share of equity",
            "one contract of the future traded, at the close; null where none is traded, without equity, and in runs before it was told",
            nullable=True,
        ),
    ),
    "cash_rules": (
        _DATE,
        _number("close", "index points", "the index"),
        _ratio("average", "index points", "its moving average"),
        _ratio("volatility", "annual decimal", "its realised volatility"),
        _ratio("valuation", "as published", "the last valuation published"),
        _text("state", "normal, alarmed, or the stage of the way back, such as stage 1 of 3"),
        _ratio("trend_ratio", "share of equity", "cash ratio of trend and two-level volatility, re-entry included"),
        _ratio("volatility_ratio", "share of equity", "cash ratio of the volatility target"),
        _ratio("valuation_ratio", "share of equity", "cash ratio of the valuation bands"),
        _number("event_addition", "share of equity", "added because of an event"),
        _number("conditions_addition", "share of equity", "added because money becomes dearer"),
        _number("tactical_used", "share of equity", "tactical cash in the index"),
        _number("wanted_ratio", "share of equity", "cash ratio the rules want"),
        _number("held_ratio", "share of equity", "cash ratio held, by the close"),
        _ratio("target_ratio", "share of equity", "cash ratio ordered for the next session"),
        _text(
            "binding",
            "what decided the ratio: trend, volatility, valuation, events, tactical, floor, cap, override, or empty for the constant one",
        ),
    ),
    "fx_rules": (
        _DATE,
        _number("close", "yen per dollar", "the fixing"),
        _ratio("mean_move", "yen per dollar", "mean distance from fixing to fixing"),
        Column("held_contracts", pa.int64(), "contracts, signed", "held, by the close"),
        _ratio("free_margin", "multiple of the requirement", "equity less the requirement of what is held, over it"),
        Column("most_contracts", pa.int64(), "contracts", "most that leave the free margin"),
        Column("trades", pa.int64(), "trades", "trades for the next session"),
        Column("target_contracts", pa.int64(), "contracts, signed", "contracts of all of them"),
        _number("loss_at_stop", "share of equity", "what the largest of them may lose between entry and stop"),
        _text(
            "binding",
            "what decided: breakout, further, stop, exit, voluntary_stop, allowed_loss, free_margin, or empty where nothing changed",
        ),
    ),
    "trades": (
        Column("opened", pa.date32(), "date", "session of its fill"),
        Column(
            "closed",
            pa.date32(),
            "date",
            "session on which it, or this part of it, was closed by the rules; of an open one the last session",
        ),
        Column("contracts", pa.int64(), "contracts, signed", "bought, below 0 sold"),
        _number(
            "entry",
            "yen per dollar",
            "price of its fill, half-spread included; the fixing where it was set off against another trade",
        ),
        _number("stop", "yen per dollar", "a close at it or beyond closes the trade"),
        _number(
            "price",
            "yen per dollar",
            "price at which it, or this part of it, was closed, as `entry`; of an open one the last fixing",
        ),
        _money("gain", "gain of the price, spreads paid; swap points and commissions are left out"),
        _number(
            "risked_share",
            "share of equity",
            "what the stop would have lost, of the equity on which the size was decided",
        ),
        _number(
            "gain_share",
            "share of equity",
            "gain over that equity; below -risked_share where the rate went beyond the stop",
        ),
        Column("open", pa.bool_(), "flag", "whether it was still open when the run ended"),
    ),
    "attribution": (
        _DATE,
        _text("category", "attribution category; see engine/ledger.py"),
        _text("source", "carry, overlay, costs, currency or tax"),
        _money("amount", "sum of the day's postings of the category"),
    ),
    "verdicts": (
        _text("check", "what was asked; see docs/audit.md"),
        Column("line", pa.int64(), "number", "line of the plan it belongs to, 0 besides"),
        _text(
            "standing",
            "kept, drifted (kept at every fill, prices carried it beyond), not_kept, could_not (one contract is too large) or not_part (of this plan)",
        ),
        _ratio("figure", "see docs/audit.md", "the worst that was held"),
        _ratio("limit", "as the figure", "what it is held against"),
        Column("sessions", pa.int64(), "sessions", "how many were beyond the limit"),
        Column("longest", pa.int64(), "sessions", "the most of them in a row"),
        Column("first", pa.date32(), "date", "the first of them; null where there was none", nullable=True),
        Column("worst", pa.date32(), "date", "the worst of them; null where there was none", nullable=True),
        _text("table", "the table whose rows of those dates show it"),
        _text("numbers", "further numbers, as a JSON object"),
    ),
}
TABLES |= {"investor_equity": TABLES["equity"], "investor_attribution": TABLES["attribution"]}
"""Two tables again, in the investor's currency: runs of an investor who has another one than the account."""

SCHEMAS: dict[str, pa.Schema] = {
    name: arrow_schema(name, VERSIONS.get(name, 1), columns) for name, columns in TABLES.items()
}


def page(name: str, columns: tuple[Column, ...]) -> str:
    """Markdown page of a table."""
    rows = [f"| `{c.name}` | {c.type}{' or null' if c.nullable else ''} | {c.unit} | {c.meaning} |" for c in columns]
    head = [f"# Table `{name}`", "", "Written from the schema by `make docs`.", ""]
    return "\n".join([*head, "| column | type | unit | meaning |", "|---|---|---|---|", *rows, ""])


def pages() -> dict[str, str]:
    """All pages, by table name: of a run, a comparison, the market and option chains."""
    declared = {**TABLES, "market": MARKET_COLUMNS, "chains": CHAIN_COLUMNS}
    compared = {f"comparison_{name}": columns for name, columns in COMPARISON_TABLES.items()}
    return {name: page(name, columns) for name, columns in {**declared, **compared}.items()}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for table, text in pages().items():
        (folder / f"{table}.md").write_text(text, encoding="utf-8")
