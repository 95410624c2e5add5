"""The tables of a portfolio, each declared once."""

import pyarrow as pa

from data.base.columns import Column, arrow_schema
from engine.results.schema_columns import DATE, number, text

TOLD = "portfolio currency"
ACCOUNT = text("account", "name of the account; `on_its_way` of money that is with none")
ON_ITS_WAY = "on_its_way"


def _told(name: str, meaning: str) -> Column:
    return number(name, TOLD, meaning)


def _day(name: str, meaning: str) -> Column:
    return Column(name, pa.date32(), "date", meaning, nullable=True)


def _count(name: str, meaning: str) -> Column:
    return Column(name, pa.int64(), "count", meaning)


TABLES: dict[str, tuple[Column, ...]] = {
    "equity": (
        Column("date", pa.date32(), "date", "day on which any of the accounts had a session"),
        _told("equity", "all accounts, and money on its way between them"),
        _told("on_its_way", "of that the money on its way"),
        _told("flow", "paid in from outside less taken out"),
        _told("unit_value", "equity with such payments left out, as `docs/flows.md` says"),
        number("drawdown", "decimal", "fall of the unit value from its highest so far, never positive"),
    ),
    "accounts": (
        DATE,
        ACCOUNT,
        text("currency", "currency of the account"),
        number("equity", "account currency", "equity after the account's latest session"),
        number("rate", "portfolio currency per account currency", "rate of the day, the latest that was known"),
        _told("told", "equity at that rate"),
    ),
    "ledger": (
        DATE,
        ACCOUNT,
        text("category", "category of the account's postings; moved, conversion or revaluation besides"),
        text("source", "source of return of the category; flow of payments, moved between accounts"),
        number("amount", "currency of the account", "sum of the day; of revaluation 0"),
        _told("told", "the same at the rate of the day; of revaluation what the rate's change did to what was there"),
    ),
    "transfers": (
        Column("decided", pa.date32(), "date", "evening on which it was decided"),
        text("source", "account that sends"),
        text("target", "account it is for"),
        text("reason", "rebalance or rescue"),
        text("status", "ordered, sent, arrived, returning (the target is lost), returned, or lapsed"),
        text("currency", "currency of `asked` and `sent`, that of the source"),
        number("asked", "source currency", "what was to be sent"),
        number("sent", "source currency", "what was sent: no more than leaves initial margin"),
        _day("sent_on", "session on which it was sent"),
        number("arrived", "currency of where it went", "what arrived"),
        _day("arrived_on", "session on which it arrived"),
        _told("cost", "cost of its conversion"),
    ),
    "figures": (
        text("account", "name of the account, or `portfolio`"),
        text("told_of", "as_held: within the portfolio; all_in_one: the whole capital in this account, alone"),
        _told("opening", "equity of the first session"),
        _told("final", "equity of the last session"),
        number("cagr", "decimal", "growth a year of the unit value; null for less than a year", nullable=True),
        number("volatility", "decimal", "of daily returns, a year; null for too few", nullable=True),
        number("max_drawdown", "decimal", "deepest fall of the unit value, never positive"),
        number("worst_month", "decimal", "lowest return of a calendar month; null without one", nullable=True),
        _count("margin_calls", "margin calls"),
        _count("forced_sales", "forced sales"),
        _day("ruined_on", "session on which the account was lost"),
    ),
    "together": (
        text("one", "name of an account"),
        text("other", "name of another"),
        number(
            "correlation",
            "decimal",
            "of monthly returns while both lived; null where either never changes",
            nullable=True,
        ),
        number("in_losses", "decimal", "the same of months in which either lost", nullable=True),
        number("both_lost", "decimal", "share of these months in which both lost"),
        number("expected", "decimal", "the same if they were independent"),
    ),
    "splitting": (
        text(
            "told_of",
            "as_held: the portfolio; moved_at_once: its accounts as held, mixed by their shares and brought back to "
            "them on the same dates, at once and without band or cost; whole_capital: the same of accounts with the "
            "whole capital each",
        ),
        number("growth", "decimal", "growth of the unit value in the whole period", nullable=True),
        number("cagr", "decimal", "the same a year; null for less than a year", nullable=True),
        number("max_drawdown", "decimal", "deepest fall of the unit value, never positive"),
    ),
    "worst": (
        text("account", "`portfolio`, the name of an account, or `on_its_way`"),
        Column("first", pa.date32(), "date", "first day of the worst month of the whole"),
        Column("last", pa.date32(), "date", "last day of it"),
        _told("gave", "what the account earned in that month, without what was paid or moved"),
        number("of_equity", "decimal", "the same over equity of the whole before the month"),
        number("max_drawdown", "decimal", "its own deepest fall, whenever it was; never positive", nullable=True),
        number("at_once", "decimal", "its share of the capital times that fall; of the whole their sum", nullable=True),
    ),
}
SCHEMAS: dict[str, pa.Schema] = {
    name: arrow_schema(f"portfolio_{name}", 1, columns) for name, columns in TABLES.items()
}
