"""What options earned and cost, as rows for a terminal, a page and programs."""

from typing import TYPE_CHECKING, Any

from rich.table import Table

from engine.analysis.option_sums import OptionSums, Part, Volatilities, option_sums
from engine.report.console import plain, with_columns
from engine.report.headlines import ENGLISH, formatted, unsigned
from engine.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.results.run import RunResult

_ROUNDING = 0.005
"""Account currency: a part of less is left out."""

Row = tuple[str, str, str]
"""What a part is, its amount, and what it is of equity a year."""


def option_rows(sums: OptionSums, say: Words = ENGLISH) -> "list[list[Row]]":
    """The rows by what became of the premium, and by cause; each ends with the gain."""
    total = _row("gain", sums.gain, say)
    ways = [_row(name, amount, say) for name, amount in sums.ways.items() if abs(amount) >= _ROUNDING]
    causes = [
        row for name, part in _causes(sums) if abs(part.amount) >= _ROUNDING for row in _told(name, part, sums, say)
    ]
    return [[*ways, total], [*causes, total]]


def _causes(sums: OptionSums) -> "Iterator[tuple[str, Part]]":
    """The parts in order, and after both parts of volatility their sum."""
    for name, part in sums.parts.items():
        yield name, part
        if name == "theta":
            yield "realised_less_paid", sums.realised_less_paid


def _told(name: str, part: Part, sums: OptionSums, say: Words) -> "Iterator[Row]":
    """A part, and below that of volatility which volatilities it is of."""
    yield _row(name, part, say)
    if name == "realised_less_paid" and sums.volatilities:
        paid, realised = sums.volatilities
        yield say("options_earn.volatilities"), f"{realised:.1%} / {paid:.1%}", ""


def _row(name: str, part: "Part | float", say: Words) -> Row:
    title = say(f"options_earn.{name}")
    if not isinstance(part, Part):
        return title, unsigned(f"{part:,.0f}"), ""
    return title, unsigned(f"{part.amount:,.0f}"), unsigned(formatted(part.a_year, "{:+.2%}", say))


def option_tables(runs: "Mapping[str, RunResult]", say: Words = ENGLISH) -> list[Table]:
    """A table for each run and kind of option that it held."""
    return [_table(name, run, sums, say) for name, run in runs.items() for sums in option_sums(run.tables)]


def option_title(sums: OptionSums, name: str, run: "RunResult", say: Words) -> str:
    """What stands above a table of a run that is called so."""
    return say(f"options_earn.title_{sums.held_for}", run=name, currency=run.config.capital.currency)


def _table(name: str, run: "RunResult", sums: OptionSums, say: Words) -> Table:
    columns = (say("options_earn.part"), say("options_earn.amount"), say("options_earn.a_year"))
    table = with_columns(plain(option_title(sums, name, run, say)), *columns, right=2)
    for place, block in enumerate(option_rows(sums, say)):
        if place:
            table.add_section()
        for row in block:
            table.add_row(*row)
    return table


def plain_options(run: "RunResult") -> dict[str, Any]:
    """The same for programs: amounts in account currency and decimals of equity a year by kind; nothing of a run
    without options.
    """
    told = {
        sums.held_for: {
            "ways": sums.ways,
            "parts": {name: part._asdict() for name, part in (*sums.parts.items(), ("total", sums.gain))},
            **{f"{name}_volatility": getattr(sums.volatilities, name, None) for name in Volatilities._fields},
        }
        for sums in option_sums(run.tables)
    }
    return {"options": told} if told else {}
