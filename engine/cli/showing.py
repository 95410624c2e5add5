"""What `run`, `compare`, `show` and `diff` have in common: finished runs, told to people or to programs."""

import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from data.base.visible import visible
from engine.words import Words
from engine.words.notes import plain_note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from rich.table import Table

    from data.market.market import Market
    from engine.comparison.comparison import Comparison
    from engine.portfolio.result import PortfolioResult
    from engine.results.run import RunResult
    from engine.survival.result import SurvivalResult
    from engine.sweeps.result import SweepResult
    from engine.weighing.result import WorthResult

VERSION = 1
"""Of what is printed as JSON: one more where a key goes, or means something else."""


def printed(text: str, *, nl: bool = True) -> None:
    """Write a line to standard output in what its console has: by itself click writes UTF-8 to one of ASCII."""
    click.echo(visible(text), file=sys.stdout, nl=nl)


def print_json(kind: str, values: "Mapping[str, Any]") -> None:
    """Print one JSON object of a kind that docs/schemas/ describes, days in ISO form, and nothing else. Raises
    `ValueError` for a number that JSON has none for.
    """
    told = {"schema": f"overlay.{kind}/{VERSION}", **values}
    text = json.dumps(told, indent=2, allow_nan=False, default=date.isoformat)
    printed(text.replace("\x7f", "\\u007f"))  # the one control character that JSON leaves as it is


def plain_comparison(comparison: "Comparison") -> dict[str, Any]:
    """A comparison as values for JSON."""
    from data.base.days import iso  # noqa: PLC0415
    from engine.comparison.comparison import common_of  # noqa: PLC0415
    from engine.report.accounts_compared import plain_accounts  # noqa: PLC0415
    from engine.report.apart import plain_across  # noqa: PLC0415
    from engine.report.crisis_rows import plain_crises  # noqa: PLC0415
    from engine.report.rows import plain_rows  # noqa: PLC0415
    from engine.report.run_plain import plain_run  # noqa: PLC0415
    from engine.results.luck import luck_of  # noqa: PLC0415

    luck = luck_of(comparison.whole)
    told = [
        {**plain_run(run, comparison.runs[name].metrics, luck[name]), "name": name}
        for name, run in comparison.whole.items()
    ]
    apart = [
        {"reason": plain_note(group.manifest["apart_because"]), **plain_comparison(group)} for group in comparison.apart
    ]
    common = common_of(comparison.manifest)
    return {
        "folder": comparison.path and str(comparison.path),
        "runs": told,
        "notes": [plain_note(note) for note in comparison.manifest["notes"]],
        **({"common_period": {"first": iso(common[0]), "last": iso(common[1])}} if common else {}),
        **plain_accounts(comparison),
        "crises": plain_crises(comparison),
        "baseline": comparison.baseline,
        "differences": plain_rows(comparison.tables["differences"]),
        **({"otherwise": plain_rows(comparison.tables["otherwise"])} if "otherwise" in comparison.tables else {}),
        **plain_across(comparison),
        **({"apart": apart} if apart else {}),
    }


def show_runs(
    runs: "dict[str, RunResult]", saved: "Sequence[Path | None]", say: Words, comparison: "Comparison | None" = None
) -> None:
    """Print a row for each run, the tables of their comparison, what the manifests want said, and where it is saved."""
    from engine.report.audit_words import of_plans  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.fitted import sentence  # noqa: PLC0415
    from engine.report.headline_tables import headline_tables  # noqa: PLC0415
    from engine.report.headlines import notes  # noqa: PLC0415
    from engine.report.luck import luck_lines  # noqa: PLC0415
    from engine.report.option_table import option_tables  # noqa: PLC0415
    from engine.report.worth import worth_tables  # noqa: PLC0415

    screen, whole = console(), comparison.all_runs if comparison else runs
    for line in of_plans(whole, say):
        screen.print(sentence(line, screen.width))
    for table in [
        *headline_tables(runs, say),
        *([] if comparison else [*option_tables(runs, say), *worth_tables(runs, say)]),
    ]:
        screen.print()
        screen.print(with_flag(table, next(iter(runs.values())), say))
    if comparison:
        show_compared(comparison, say)
    for group in _by_currency(whole):
        screen.print(*(sentence(line, screen.width) for line in luck_lines(group, say)), sep="\n")
    show_notes(notes(whole, say, named=True) + (comparison.notes(say.language) if comparison else []), say)
    for path in saved:
        screen.print(say("said.saved", path=path), soft_wrap=True)


def show_compared(comparison: "Comparison", say: Words) -> None:
    """Print the tables of a comparison, what can be told of all runs where some stand apart, and the tables and notes
    of these, each below its reason.
    """
    from engine.report.apart import across_of, reason_of  # noqa: PLC0415
    from engine.report.console import across_table, compared_tables, console  # noqa: PLC0415
    from engine.report.headline_tables import headline_tables  # noqa: PLC0415

    screen, across = console(), across_of(comparison, say)
    tables = [*compared_tables(comparison, say), *([across_table(across)] if across else [])]
    for table in tables:
        screen.print()
        screen.print(with_flag(table, next(iter(comparison.runs.values())), say))
    for group in comparison.apart:
        screen.print()
        screen.print(reason_of(group, say), soft_wrap=True)
        for table in (*headline_tables(group.runs, say), *compared_tables(group, say)):
            screen.print()
            screen.print(with_flag(table, next(iter(group.runs.values())), say))
        show_notes(group.notes(say.language), say)


def _by_currency(runs: "dict[str, RunResult]") -> "list[dict[str, RunResult]]":
    """Runs told in one currency together."""
    currencies = dict.fromkeys(run.currency for run in runs.values())
    return [{name: run for name, run in runs.items() if run.currency == one} for one in currencies]


def show_survival(result: "SurvivalResult", say: Words, *, as_json: bool = False) -> None:
    """Print the first sentence of a survival result, its table and maps, what its manifest wants said, and where it is
    saved.
    """
    from engine.report.survival_table import plain_survival, survival_tables  # noqa: PLC0415

    if as_json:
        print_json("survival", plain_survival(result))
    else:
        told = Told([result.first_sentence(say.language)], survival_tables(result, say), result.notes(say.language))
        _show_answer(told, result.path, say)


def show_sweep(result: "SweepResult", say: Words, *, as_json: bool = False) -> None:
    """Print what is said of a sweep first, its tables, what its manifest wants said, and where it is saved."""
    from engine.report.sweep_table import plain_sweep, sweep_tables  # noqa: PLC0415
    from engine.report.sweep_verdict import first_sentences  # noqa: PLC0415

    if as_json:
        print_json("sweep", plain_sweep(result))
    else:
        told = Told(first_sentences(result, say), sweep_tables(result, say), result.notes(say.language))
        _show_answer(told, result.path, say)


def show_worth(result: "WorthResult", say: Words, *, as_json: bool = False) -> None:
    """Print the first sentence of a result of `overlay worth`, its tables, what could not be run, what its manifest
    wants said, and where it is saved.
    """
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.worth_rows import first_sentence, refusals  # noqa: PLC0415
    from engine.report.worth_table import plain_worth, worth_tables  # noqa: PLC0415
    from engine.report.worth_told import prices_of_falls  # noqa: PLC0415

    if as_json:
        print_json("worth", plain_worth(result))
    else:
        notes = [*refusals(result, say), *result.notes(say.language)]
        told = Told(
            [first_sentence(result, say), *prices_of_falls(result, say)],
            worth_tables(result, say, console().width),
            notes,
        )
        _show_answer(told, result.path, say)


def show_portfolio(result: "PortfolioResult", say: Words, *, as_json: bool = False) -> None:
    """Print what is said of a portfolio, its tables, what its manifest and those of its accounts want said, and where
    it is saved.
    """
    from engine.report.headlines import notes  # noqa: PLC0415
    from engine.report.portfolio_table import plain_portfolio, portfolio_tables  # noqa: PLC0415
    from engine.report.portfolio_told import sentences  # noqa: PLC0415

    if as_json:
        print_json("portfolio", plain_portfolio(result))
    else:
        noted = [*result.notes(say.language), *notes(result.runs, say, named=True)]
        _show_answer(Told(list(sentences(result, say)), portfolio_tables(result, say), noted), result.path, say)


class Told(NamedTuple):
    """What is printed of an answer: sentences, tables, and what is to be said of it."""

    sentences: "Sequence[str]"
    tables: "Iterable[Table]"
    notes: "Sequence[str]"


def _show_answer(told: Told, path: "Path | None", say: Words) -> None:
    from engine.report.console import console  # noqa: PLC0415

    screen = console()
    for sentence in told.sentences:
        screen.print(sentence, soft_wrap=True)
    for table in told.tables:
        screen.print()
        screen.print(table)
    show_notes(told.notes, say)
    screen.print(say("said.saved", path=path), soft_wrap=True)


def with_flag(table: "Table", run: "RunResult", say: Words) -> "Table":
    """The table with a title that says that it is hypothetical, where it is."""
    from engine.report.fitted import Fitted  # noqa: PLC0415
    from engine.report.headlines import flagged  # noqa: PLC0415

    if isinstance(table, Fitted):
        table.above = flagged(table.above or "", run, say) or None
    else:
        table.title = flagged(str(table.title or ""), run, say) or None
    return table


def show_notes(notes: "Sequence[str]", say: Words) -> None:
    """Print what a manifest wants said."""
    from engine.report.console import console  # noqa: PLC0415

    screen = console()
    for note in notes:
        screen.print(say("said.note", note=note), soft_wrap=True)


def market_at_hand(run: "RunResult") -> "Market":
    """The market that is here to set a saved run against its index, as its pattern sees it."""
    from data.market.embedded import named_market  # noqa: PLC0415
    from engine.assembly.market_seen import market_for  # noqa: PLC0415

    return market_for(run.config, named_market(run.shipped_market))
