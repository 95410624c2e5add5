"""The tables of a survival result, each declared once."""

import pyarrow as pa

from data.base.columns import Column, arrow_schema
from engine.results.schema_columns import number, text

VERSIONS: dict[str, int] = {"paths": 2, "starts": 2}
"""Versions of tables whose columns, or their meanings, have changed since version 1."""
EVENTS = (
    "margin_call",
    "deadline_missed",
    "forced_sale",
    "ruin",
    "fall_10",
    "fall_20",
    "fall_35",
    "fall_50",
    "below_fund",
    "loss_stop",
)
"""What can happen to an account, in the order in which it is told."""
LIVED = ("payment_short", "poor", "not_lived", "fund_poor")
"""What can happen besides where money is taken out: a payment that is not made in full, an end with too little in money
of the first day, either of these or a forced sale, and such an end of the fund alone with the same payments.
"""
KINDS = ("blocks", "regimes")
"""Kinds of path, in the order of their numbers."""
ALL = "all"
"""All kinds of path together."""
JOINT_EVENTS = ("margin_call", "deadline_missed", "forced_sale", "ruin")
"""What is told of the accounts of a portfolio together."""
BEGINS = ("any", "fall", "call")
"""When an absence begins: on any evening, on that of a day on which the index fell by 5 % or more, on that of a margin
call."""
QUANTILES = (0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99)
"""Quantiles of wealth in `terminal` and `fan`."""


def _count(name: str, meaning: str, *, unit: str = "count", nullable: bool = False) -> Column:
    return Column(name, pa.int64(), unit, meaning, nullable)


_CELL = _count("cell", "place of the settings in `cells`, from 0", unit="number")
_KIND = text("kind", "all, blocks (blocks of the source's sessions) or regimes (a model with regimes)")
_EVENT = text("event", "what happened: " + ", ".join((*EVENTS, *LIVED)))
_QUANTILE = number("quantile", "decimal", "share of the paths that end up at this wealth or at less")
_PROBABILITY = "decimal"
_ENDS = (
    number(
        "low",
        _PROBABILITY,
        "lower end of the 95 % interval over resampled histories, kinds of path and the error of modelled margin; "
        "null without resampled histories",
        nullable=True,
    ),
    number("high", _PROBABILITY, "upper end of the same interval", nullable=True),
    number(
        "simulation_low",
        _PROBABILITY,
        "lower end of the interval of Wilson: what the number of paths alone leaves open",
    ),
    number("simulation_high", _PROBABILITY, "upper end of the same"),
)


def _first(name: str, what: str) -> Column:
    return _count(f"first_{name}", f"session of the first {what}, from 0; null: never", unit="session", nullable=True)


_OUTCOME = (
    _count("calls", "margin calls"),
    _count("missed", "deadlines of margin calls that were missed"),
    _count("loss_cuts", "sales by the broker because the margin ratio fell under the loss-cut level"),
    _count("forced_sales", "all sales by the broker: loss cuts and missed deadlines"),
    _count("stops", "monthly loss stops"),
    _count("fills", "orders that were filled"),
    _first("call", "margin call"),
    _first("missed", "missed deadline"),
    _first("sale", "forced sale"),
    _first("ruin", "session with nothing left"),
    *(_first(f"fall_{size}", f"close {size} % or more below the highest equity so far") for size in (10, 20, 35, 50)),
    _first("stop", "monthly loss stop"),
    number("drawdown", "decimal, >= 0", "deepest fall of equity from its highest so far"),
    number(
        "least_ratio",
        "multiple of maintenance",
        "smallest collateral / maintenance margin; null where no margin was ever required",
        nullable=True,
    ),
    number("wealth", "multiple of opening capital", "equity at the end"),
    number(
        "fund",
        "multiple of opening capital",
        "the money-market fund alone at the end of the same path, with the same payments as far as it lasts",
    ),
    number("carry_given_up", "annual decimal", "income lost on cash that was kept out of the fund"),
    Column("shorts", pa.int64(), "count", "withdrawals that were not paid in full", before=0),
    _first("short", "withdrawal that was not paid in full"),
    number(
        "real_wealth",
        "multiple of opening capital",
        "equity at the end in the currency of the withdrawals, in money of the first session; null where nothing flows",
        nullable=True,
    ),
    number("real_fund", "multiple of opening capital", "the fund alone likewise", nullable=True),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "cells": (
        _count("cell", "place of the settings, from 0", unit="number"),
        Column("own", pa.bool_(), "flag", "whether these are the settings of the plan that was asked about"),
        text("name", "the settings that were varied, and their values"),
        text("pattern", "pattern"),
        text("profile", "account profile"),
        number("overlay", "multiple of equity", "overlay.ratio; of pattern B the premium budget"),
        number("buffer", "share of overlay notional", "cash.buffer"),
        text("settings", "the settings that were varied, as JSON"),
    ),
    "survival": (
        _CELL,
        _KIND,
        _EVENT,
        number(
            "probability",
            _PROBABILITY,
            "share of the paths of history 0 on which it happened; for all kinds, the mean over the kinds",
        ),
        *_ENDS,
        number(
            "mean_count",
            "count",
            "how often a path has it, on average; null where it can happen only once",
            nullable=True,
        ),
        number(
            "median_year",
            "years",
            "median time to the first one on paths that had it; null where none did",
            nullable=True,
        ),
    ),
    "safe": (
        text("profile", "account profile"),
        text("pattern", "pattern"),
        number("buffer", "share of overlay notional", "cash.buffer"),
        _EVENT,
        number("confidence", "decimal", "share of paths that must be without the event"),
        number(
            "overlay",
            "multiple of equity",
            "largest overlay tried whose upper bound, and that of every smaller one, is at most 1 - confidence; "
            "null: none",
            nullable=True,
        ),
        number("high", _PROBABILITY, "its upper bound; null where there is none", nullable=True),
        number(
            "beyond", "multiple of equity", "smallest overlay tried that is not safe; null where all are", nullable=True
        ),
        number(
            "carry_given_up",
            "annual decimal",
            "what it costs in income on cash kept out of the fund; null where there is none",
            nullable=True,
        ),
    ),
    "terminal": (
        _CELL,
        _QUANTILE,
        number("wealth", "multiple of opening capital", "equity at the end, at this quantile"),
        number("fund", "multiple of opening capital", "the fund alone on the same paths, at this quantile"),
    ),
    "by_year": (
        _CELL,
        _KIND,
        _EVENT,
        _count("year", "whole years from the start, from 1", unit="years"),
        number("share", "decimal", "share of the paths without the event until the end of that year"),
    ),
    "fan": (
        _CELL,
        _count("month", "months from the start, from 0", unit="months"),
        _QUANTILE,
        number("wealth", "multiple of opening capital", "equity at the end of that month, at this quantile"),
    ),
    "paths": (
        _CELL,
        _count("path", "number of the path, from 0: what `overlay replay --path` takes", unit="number"),
        text("kind", "blocks or regimes"),
        _count("history", "0: the source itself; from 1 on, the resampled histories", unit="number"),
        _count("place", "place of the path among those of its history, from 0", unit="number"),
        number("margin_factor", "multiple", "error of the margin model drawn for this history; 1 for history 0"),
        *_OUTCOME,
    ),
    "joint": (
        text(
            "of",
            "any (at least one account of the portfolio), every (all of them on one path) or whole (all as one)",
        ),
        _KIND,
        text("event", f"{', '.join(JOINT_EVENTS)}; of the whole ruin (nothing left at the end) and below_fund"),
        number(
            "probability",
            _PROBABILITY,
            "share of the paths of history 0 on which it happened; for all kinds, the mean over the kinds",
        ),
        *_ENDS,
    ),
    "pairs": (
        text("one", "an account"),
        text("other", "another"),
        text("event", ", ".join(JOINT_EVENTS)),
        number("one_alone", _PROBABILITY, "share of the paths of history 0 on which it happened to the one"),
        number("other_alone", _PROBABILITY, "the same of the other"),
        number("both", _PROBABILITY, "share of those paths on which it happened to both"),
        number(
            "independent", _PROBABILITY, "what that share would be if the accounts had nothing to do with each other"
        ),
        number(
            "other_given_one", _PROBABILITY, "both / one_alone; null where it never happened to the one", nullable=True
        ),
        number(
            "one_given_other",
            _PROBABILITY,
            "both / other_alone; null where it never happened to the other",
            nullable=True,
        ),
    ),
    "whole": (
        _QUANTILE,
        number("wealth", "multiple of opening capital", "all accounts together at the end, at this quantile"),
        number("fund", "multiple of opening capital", "the fund alone on the same paths, at this quantile"),
    ),
    "absence": (
        _CELL,
        text(
            "begins",
            "the evening on which somebody goes: any, fall (of the index, 5 % or more that day) or call (the "
            "first margin call of the path)",
        ),
        _KIND,
        _count("sessions", "sessions without anybody there", unit="sessions"),
        _count("starts", "accounts left alone, one a path of history 0 that has such an evening"),
        _count("sold", "those of them that are sold by force while nobody is there or within 5 sessions after"),
        number("probability", _PROBABILITY, "sold / starts; for all kinds, the mean over the kinds"),
        number(
            "low",
            _PROBABILITY,
            "lower end of the 95 % interval as in `survival`; null for evenings that not every "
            "path has, and without resampled histories",
            nullable=True,
        ),
        number("high", _PROBABILITY, "upper end of the same interval", nullable=True),
        number("simulation_low", _PROBABILITY, "lower end of the interval of Wilson"),
        number("simulation_high", _PROBABILITY, "upper end of the same"),
        number("attended", "decimal", "share that is sold in the same sessions where somebody is there"),
    ),
    "starts": (
        Column("start", pa.date32(), "date", "first session, a real one"),
        Column("end", pa.date32(), "date", "last session"),
        _CELL,
        *_OUTCOME,
        Column(
            "crises_unseen",
            pa.list_(pa.string()),
            "names",
            "crises of data/facts/periods.csv that the window does not contain",
        ),
    ),
}
SCHEMAS: dict[str, pa.Schema] = {
    name: arrow_schema(name, VERSIONS.get(name, 1), columns) for name, columns in TABLES.items()
}
