"""The tables of what rules decided, evening by evening, and of how the plan stood in the end."""

import pyarrow as pa

from data.base.columns import Column
from engine.results.schema_columns import DATE, money, number, ratio, text

TABLES: dict[str, tuple[Column, ...]] = {
    "rules": (
        DATE,
        text(
            "rule",
            "halving, in_range, before_events, pause, downtrend, loss_stop, voluntary_stop, buffer, cap, or the name "
            "of another; one row for each of a run",
        ),
        text(
            "state",
            "where the rule stands: full or halved (paused, small), range or trend, falling or waiting, open or "
            "stopped; empty where it "
            "has no memory",
        ),
        ratio(
            "observed",
            "as the rule says",
            "the measure it looked at: volatility, measure of a trend (of labels 0 in a range, else 1), days from the "
            "fill to the next event, move, result of the month, margin ratio, collateral as a share of equity",
        ),
        number("multiplier", "multiple", "what it leaves of the base ratio; 1 where it takes nothing away"),
        number(
            "most", "share of equity", "highest overlay ratio it allows; null where it only multiplies", nullable=True
        ),
        Column("bound", pa.bool_(), "flag", "whether it bound the target: at most one rule a session did"),
    ),
    "targets": (
        DATE,
        number("base_ratio", "share of equity", "overlay ratio before any rule; of premiums, the budget of a month"),
        number(
            "volatility",
            "annual decimal",
            "volatility of the index that halving looks at; null while unknown",
            nullable=True,
        ),
        number("target_ratio", "share of equity", "overlay ratio aimed at for the next session"),
        number(
            "contract_ratio",
            "share of equity",
            "one contract of the future traded, at the close; null where none is traded, without equity, and in runs "
            "before it was told",
            nullable=True,
        ),
    ),
    "cash_rules": (
        DATE,
        number("close", "index points", "the index"),
        ratio("average", "index points", "its moving average"),
        ratio("volatility", "annual decimal", "its volatility by `cash_volatility.measure`"),
        ratio("valuation", "as published", "the last valuation published"),
        text("state", "normal, alarmed, or the stage of the way back, such as stage 1 of 3"),
        ratio("trend_ratio", "share of equity", "cash ratio of trend and two-level volatility, re-entry included"),
        ratio("volatility_ratio", "share of equity", "cash ratio of the volatility target"),
        ratio("valuation_ratio", "share of equity", "cash ratio of the valuation bands"),
        number("event_addition", "share of equity", "added because of an event"),
        number("conditions_addition", "share of equity", "added because money becomes dearer"),
        number("tactical_used", "share of equity", "tactical cash in the index"),
        number("wanted_ratio", "share of equity", "cash ratio the rules want"),
        number("held_ratio", "share of equity", "cash ratio held, by the close"),
        ratio("target_ratio", "share of equity", "cash ratio ordered for the next session"),
        text(
            "binding",
            "what decided the ratio: trend, volatility, valuation, events, tactical, floor, cap, override, or empty "
            "for the constant one",
        ),
    ),
    "cash_series": (
        DATE,
        text("series", "its name in the settings; where one decides, `binding` of `cash_rules` is series"),
        ratio(
            "value",
            "as measured",
            "its level or change in the unit of its file, or its growth as a decimal; null while not known",
        ),
        Column("band", pa.int64(), "bands from the lowest, 1", "band it is in; 0 before the first value"),
        ratio("asks", "share of equity", "what the band asks for; null for a ratio before the first value"),
    ),
    "fx_rules": (
        DATE,
        number("close", "yen per unit of the currency", "the fixing"),
        ratio("mean_move", "yen per unit of the currency", "mean distance from fixing to fixing"),
        Column("held_contracts", pa.int64(), "contracts, signed", "held, by the close"),
        ratio("free_margin", "multiple of the requirement", "equity less the requirement of what is held, over it"),
        Column("most_contracts", pa.int64(), "contracts", "most that leave the free margin"),
        Column("trades", pa.int64(), "trades", "trades for the next session"),
        Column("target_contracts", pa.int64(), "contracts, signed", "contracts of all of them"),
        number("loss_at_stop", "share of equity", "what the largest of them may lose between entry and stop"),
        text(
            "binding",
            "what decided: breakout, further, edge, stop, exit, middle, range_over, resting, voluntary_stop, "
            "allowed_loss, free_margin, or empty where nothing changed",
        ),
    ),
    "fx_stages": (
        DATE,
        Column("recorded", pa.int64(), "trades", "trades on record that were closed in full, by the evening"),
        ratio("win_rate", "share of trades", "those of them that gained"),
        ratio("payoff", "multiple", "their mean gain over their mean loss, each in multiples of what was risked"),
        number("drawdown", "decimal, >= 0", "how far their curve stands below its highest point"),
        text("stage", "of a trade that is decided on the evening: normal or attack"),
        number("allowed_loss", "share of equity", "what such a trade may lose between entry and stop"),
    ),
    "fx_edges": (
        DATE,
        ratio("lower", "yen per unit of the currency", "lower edge of the range; null while unknown"),
        ratio("middle", "yen per unit of the currency", "half-way between the edges, where a trade ends"),
        ratio("upper", "yen per unit of the currency", "upper edge of the range"),
        ratio("efficiency", "0 to 1", "net move over the path of the window; low in a range"),
        text("state", "range, trend (nothing is opened), or resting after losses in a row"),
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
        number(
            "entry",
            "yen per unit of the currency",
            "price of its fill, half-spread included; the fixing where it was set off against another trade",
        ),
        number("stop", "yen per unit of the currency", "a close at it or beyond closes the trade"),
        number(
            "price",
            "yen per unit of the currency",
            "price at which it, or this part of it, was closed, as `entry`; of an open one the last fixing",
        ),
        money("gain", "gain of the price, spreads paid; swap points and commissions are left out"),
        number(
            "risked_share",
            "share of equity",
            "what the stop would have lost, of the equity on which the size was decided",
        ),
        number(
            "gain_share",
            "share of equity",
            "gain over that equity; below -risked_share where the rate went beyond the stop",
        ),
        Column("open", pa.bool_(), "flag", "whether it was still open when the run ended"),
    ),
    "verdicts": (
        text("check", "what was asked; see docs/audit.md"),
        Column("line", pa.int64(), "number", "line of the plan it belongs to, 0 besides"),
        text(
            "standing",
            "kept, drifted (kept at every fill, prices carried it beyond), not_kept, could_not (one contract is too "
            "large) or not_part (of this plan)",
        ),
        ratio("figure", "see docs/audit.md", "the worst that was held"),
        ratio("limit", "as the figure", "what it is held against"),
        Column("sessions", pa.int64(), "sessions", "how many were beyond the limit"),
        Column("longest", pa.int64(), "sessions", "the most of them in a row"),
        Column("first", pa.date32(), "date", "the first of them; null where there was none", nullable=True),
        Column("worst", pa.date32(), "date", "the worst of them; null where there was none", nullable=True),
        text("table", "the table whose rows of those dates show it"),
        text("numbers", "further numbers, as a JSON object"),
    ),
}
