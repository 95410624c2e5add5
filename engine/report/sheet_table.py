"""Tables of the sizing tools: one row for each number, one column for each case."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from data.base.days import iso
from engine.report.fitted import Fitted
from engine.sizing.measured_sheets import DAYS
from engine.sizing.months_streak import MONTHS
from engine.sizing.sheet import Sheet
from engine.stress.account_state import KINDS
from engine.words import Words

MONEY, SHARE, FINE, TIMES, COUNT, PRICE, NUMBER = (
    "{:,.0f}", "{:.1%}", "{:.3%}", "{:.2f}x", "{:,.0f}", "{:,.4f}", "{:g}",
)  # fmt: skip
FORMATS = {
    "capital": MONEY, "allowed_loss": MONEY, "loss_at_stop": MONEY, "notional": MONEY, "required": MONEY,
    "commission": MONEY,
    "capital_left": MONEY,
    "expected_money": MONEY, "simple_money": MONEY,
    "units": COUNT, "units_by_loss": COUNT, "losses": COUNT, "losses_to_half": COUNT, "trades": COUNT, "paths": COUNT,
    "seed": NUMBER, "recorded": COUNT, "mean": FINE,
    "accounts": COUNT, "refills": COUNT, "stop_pips": "{:,.1f}", "between_pips": "{:,.1f}",
    "stop_price": PRICE, "voluntary_stop_price": PRICE, "loss_cut_price": PRICE, "stop_move": PRICE, "cut_move": PRICE,
    "leverage": TIMES, "largest_leverage": TIMES, "payoff": "{:.4g}", "deviations": NUMBER, "log_growth": FINE,
    "expectation": FINE,
    "capital_investor": MONEY, "loss_at_fall": MONEY, "loss_slowly": MONEY, "loss_in_a_row": MONEY, "unit": MONEY,
    "first_capital": MONEY, "second_capital": MONEY, "premium": MONEY, "premium_year": MONEY, "maintenance": MONEY,
    "maintenance_at_fall": MONEY, "spare": MONEY, "spare_rule": MONEY, "cash": MONEY, "other_assets": MONEY,
    "up_at": MONEY, "down_at": MONEY, "loss_of_contract": MONEY,
    "contracts": COUNT, "contracts_by_loss": COUNT, "puts": COUNT, "months": COUNT,
    "sessions": COUNT, "band": PRICE, "streaks": COUNT, "longest": COUNT, "worst_months": COUNT,
    "index": "{:,.2f}", "index_after": "{:,.2f}", "call_points": "{:,.2f}", "cut_points": "{:,.2f}",
    "strike": "{:,.2f}", "price": PRICE, "stop_points": PRICE, "margin_multiple": TIMES,
    "budget": FINE, "budget_by_loss": FINE, "budget_limit": FINE,
    "balance_05": TIMES, "balance_25": TIMES, "balance_50": TIMES, "balance_75": TIMES, "balance_95": TIMES,
}  # fmt: skip
"""How a number is written; a share as percent where nothing is said."""
DISTANCES = {"stop_distance", "cut_distance", "call_distance"}
PAST = {*DISTANCES, "stop_move", "cut_move"}
"""Distances that are below zero where the level is reached before the price has moved."""
CODES = {"outcome": KINDS, "bound": ("by_loss", "by_broker", "by_limit")}
"""Numbers that stand for a word, in order."""
EDGES = ("_low", "_high")
BY_MODE = {"size", "trade_size"}
"""Sheets whose columns are modes of risk."""


def sheet_table(section: str, columns: Mapping[str, Sheet], say: Words) -> Table:
    """Rows are the numbers that at least one case has, in their order; the ends of an interval
    stand beside its middle.
    """
    titled = len(columns) > 1
    title = say(f"{section}.title")
    table = Fitted(title, show_header=titled)
    table.add_column("", overflow="fold")
    for name in columns:
        table.add_column(say(f"mode.{name}") if section in BY_MODE and titled else name, justify="right")
    for row in dict.fromkeys(_base(name) for sheet in columns.values() for name in sheet):
        cells = [_cell(row, sheet, say) for sheet in columns.values()]
        if any(cells):
            table.add_row(say(f"{section}.{row}"), *cells)
    return table


def sheet_rows(section: str, rows: Sequence[Sheet], say: Words) -> Table:
    """A row for each case, a column for each number."""
    table = Fitted(say(f"{section}.title"))
    for name in rows[0]:
        table.add_column(say(f"{section}.{name}"), justify="right", overflow="fold")
    for row in rows:
        table.add_row(*(_written(name, value, say) for name, value in row.items()))
    return table


def dated(sheet: Sheet) -> dict[str, str]:
    """Days and months of a sheet as those of JSON."""
    known = {row: value for row in (*DAYS, *MONTHS) if (value := sheet.get(row)) is not None}
    return {row: iso(int(value))[: 7 if row in MONTHS else None] for row, value in known.items()}


def codes(sheet: Sheet) -> dict[str, str]:
    """The words, those of JSON, that numbers of a sheet stand for."""
    return {row: words[int(value)] for row, words in CODES.items() if (value := sheet.get(row)) is not None}


def _base(name: str) -> str:
    """The row a number stands in: the ends of an interval stand beside its middle."""
    return next((name.removesuffix(edge) for edge in EDGES if name.endswith(edge)), name)


def _cell(row: str, sheet: Sheet, say: Words) -> str:
    value, low, high = sheet.get(row), sheet.get(f"{row}_low"), sheet.get(f"{row}_high")
    if low is None or high is None:
        return _written(row, value, say)
    between = say("sizing.between", low=_written(row, low, say), high=_written(row, high, say))
    return between if value is None else say("sizing.interval", value=_written(row, value, say), between=between)


def _written(row: str, value: float | None, say: Words) -> str:
    if value is None:
        return say("sizing.never") if row in DISTANCES else ""
    if row in DAYS or row in MONTHS:
        return iso(int(value))[: 7 if row in MONTHS else None]
    if row in CODES:
        return say(f"{row}.{CODES[row][int(value)]}")
    if row == "survives":
        return say("sizing.yes") if value else say("sizing.no")
    if row in PAST and value < 0.0:
        return say("sizing.past")
    return FORMATS.get(row, SHARE).format(value)
