"""The tables of a run, each declared once."""

import pyarrow as pa

from data.base.columns import Column, Like, arrow_schema
from engine.results.flows_schema import FLOWS
from engine.results.option_schema import OPTION_ATTRIBUTION
from engine.results.own_fills_schema import OWN_FILLS
from engine.results.resting_schema import RESTING_ORDERS
from engine.results.rule_schemas import TABLES as RULE_TABLES
from engine.results.schema_columns import CONTRACT, DATE, MONEY, PURPOSE, money, number, once, text

VERSIONS: dict[str, int] = {"equity": 3, "investor_equity": 3, "orders": 3, "fills": 2, "rules": 3, "events": 2}
"""Versions of tables whose columns, or their meanings, have changed since version 1."""
TABLES: dict[str, tuple[Column, ...]] = {
    "equity": (
        DATE,
        money("equity", "cash + fund + money on its way + option value + share value, after the session"),
        money("cash", "cash in the margin account; negative when owed"),
        money("mmf", "value of the money-market fund"),
        money("in_transit", "redemptions on their way, and what a stopped fund or a failed broker holds back"),
        money("option_value", "market value of options held"),
        Column(
            "share_value",
            pa.float64(),
            MONEY,
            "market value of index-fund shares held; they are paid for and no part of the overlay",
            before=0.0,
        ),
        money(
            "overlay_notional",
            "futures price x multiplier x contracts, long and short added up by size; options are in overlay_delta",
        ),
        money("overlay_delta", "change of the account for a 100 % move of the index, signed"),
        number(
            "total_exposure",
            "multiple of equity",
            "1 + the larger of overlay_notional and |overlay_delta| / equity; null without equity",
            nullable=True,
        ),
        money("maintenance", "maintenance margin required: of futures, and of the currency hedge"),
        money("initial", "initial margin required for new positions, that of the currency hedge among it"),
        Column(
            "hedge_margin",
            pa.float64(),
            MONEY,
            "margin of the currency hedge, part of `maintenance` and of `initial`; it does not move with the index",
            before=0.0,
        ),
        money("collateral", "cash + fund less its haircut, as tested, before the evening's sweep"),
        money("excess", "collateral - maintenance"),
        once(
            "buffer_ratio",
            "excess_ratio",
            "share of overlay notional",
            "excess / overlay_notional; null without an overlay",
        ),
        number(
            "drawdown",
            "decimal, <= 0",
            "equity / highest equity so far - 1; of the unit value where money is paid in or taken out",
        ),
        number(
            "bill_return",
            "decimal",
            "what Treasury bills (told in yen: the yen call rate) earned since the session before",
        ),
    ),
    "ledger": (
        DATE,
        Column("seq", pa.int64(), "count", "order of the postings in the run, from 1"),
        text("account", "cash, fund, in_transit, option_value, shares or withheld"),
        text("category", "what it was for; see engine/account/ledger.py"),
        Column("contract", pa.string(), "code", "contract it belongs to, or empty"),
        money("amount", "positive: the account has more"),
        text("currency", "currency of the amount"),
        text("reason", "why, where the category does not say it"),
    ),
    "orders": (
        Column("date", pa.date32(), "date", "session after whose close the order was sent"),
        CONTRACT,
        text("side", "buy or sell"),
        Column("requested", pa.int64(), "contracts, signed", "size asked for"),
        Column("filled", pa.int64(), "contracts, signed", "size filled; the exposure limit may have changed it"),
        text("status", "completed, expired, canceled, margin, rejected, or waiting at the end of the run"),
        text(
            "reason",
            "why it was sent, as in `fills`; where it was not filled the code of why: expired, no_room, no_collateral, "
            "over_budget, nothing_held, no_premium, no_cash, cancelled, void, frozen, lapsed, other_filled, "
            "parent_ended or not_done (in runs before version 3 its sentence)",
        ),
        Column("finished", pa.date32(), "date", "session on which it was filled or ended"),
        PURPOSE,
    ),
    "fills": (
        DATE,
        CONTRACT,
        text("side", "buy or sell"),
        Column("size", pa.int64(), "contracts, signed", "contracts traded"),
        number("price", "index points", "price paid, half-spread included; of a share, account currency"),
        number(
            "half_spread",
            "index points",
            "part of the price that is half the bid-ask spread; the mean of what was rolled and the rest; of a given "
            "fill what its price is worse than the model's mid price, negative: better",
        ),
        money("commission", "commission paid"),
        text(
            "reason",
            "rebalance, entry, rule, cap, roll, premium, insurance, option_roll, expiry, liquidation, own (given, and "
            "not ordered), or the strategy's own word",
        ),
        Column("hypothetical", pa.bool_(), "flag", "whether the contract was not yet listed on that day"),
        PURPOSE,
    ),
    "positions": (
        DATE,
        CONTRACT,
        Column("size", pa.int64(), "contracts or shares, signed", "held after the session"),
        number("mark", "index points", "settlement price; of a share, account currency"),
        text("mark_source", "quoted or modelled"),
        money("notional", "mark x multiplier x size, signed; for an option or a share that is its value"),
        money("delta", "change of the account for a 100 % move of the index, signed"),
        Column("hypothetical", pa.bool_(), "flag", "whether the contract was not yet listed on that day"),
    ),
    "events": (
        DATE,
        text(
            "kind",
            "halved, restored, range_entered, range_left, downtrend_begins, downtrend_over, event_ahead, event_over, "
            "paused, resumed, hedge, "
            "loss_stop, loss_stop_lifted, voluntary_stop, voluntary_stop_lifted, roll, cap, "
            "premium, insurance, uninsured, no_trend, over_budget, cash_rule, override, fx_trades, attack, "
            "attack_over, expiry, "
            "tax_assessed, tax_paid, tax_unpaid, tax_outstanding, warning, margin_call, call_met, deadline_missed, "
            "loss_cut, liquidation, spared, ruin, fund_failed, broker_failed, paid_out, absence_begins, absence_ends, "
            "outage_begins, outage_ends, stale_begins, stale_ends, missed_roll, redemption_late, "
            "withdrawal_short",
        ),
        Column("contract", pa.string(), "code", "contract it belongs to, or empty"),
        text("numbers", "the numbers behind it, as a JSON object"),
        Column(
            "code",
            pa.string(),
            "text",
            "why, as a code whose sentence speaks of the numbers; in runs before version 2 the sentence itself",
            before=Like("reason"),
        ),
    ),
    "attribution": (
        DATE,
        text("category", "attribution category; see engine/account/ledger.py"),
        text("source", "carry, overlay, costs, currency or tax"),
        money("amount", "sum of the day's postings of the category"),
    ),
}
TABLES |= RULE_TABLES | RESTING_ORDERS | OWN_FILLS | FLOWS | OPTION_ATTRIBUTION
TABLES |= {"investor_equity": TABLES["equity"], "investor_attribution": TABLES["attribution"]}
"""Two tables again, in the investor's currency: runs of an investor who has another one than the account."""

SCHEMAS: dict[str, pa.Schema] = {
    name: arrow_schema(name, VERSIONS.get(name, 1), columns) for name, columns in TABLES.items()
}
