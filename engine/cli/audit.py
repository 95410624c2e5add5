"""`overlay audit`: whether the plan was kept, by what was held."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from data.base.errors import ConfigError
from data.base.meant import hint
from engine.cli.options import as_json, inside, language, named
from engine.cli.run_parts import account_of, show_calls
from engine.cli.show import Rows, show_rows
from engine.cli.showing import print_json, printed
from engine.words import Words, words

if TYPE_CHECKING:
    from engine.audit.chapters import Chapter
    from engine.results.run import RunResult

    Runs = dict[str, RunResult]


@click.command()
@named
@inside
@click.option("--run", "which", metavar="NAME", help="Of a comparison only this run, by its name there.")
@click.option("--account", metavar="NAME", help="Of a portfolio only this account.")
@click.option("--rows", "check", help="Print the rows behind one check instead, by its code: exposure, spare_cash, ...")
@click.option(
    "--calls", is_flag=True, help="Print each margin call instead: told, due, met or missed, with clock times."
)
@as_json
@language
def audit(
    *, named: str, inside: Path, which: str | None, account: str | None, check: str | None, calls: bool,
    as_json: bool, language: str,
) -> None:  # fmt: skip
    """Did an accident happen, and was the plan kept? A verdict on each thing that must have held in a saved run, or in
    each run of a comparison or account of a portfolio, by what was held.

    RUN is a path, `latest`, or the beginning or another part of just one folder's name in --in.
    \f
    Raises `ConfigError` for a check or a run that there is not, and `ResultError` for what is neither.
    """
    if check and calls:
        raise click.UsageError("give either --rows or --calls")
    runs, say = _chosen(named, inside, which, account), words(language)
    if as_json and (check or calls) and len(runs) > 1:
        raise click.UsageError(
            f"{'--rows' if check else '--calls'} with --json is of one run; name it with --run or --account"
        )
    for name, run in runs.items() if check or calls else ():
        if calls:
            show_calls(run, say, as_json=as_json)
        else:
            _show_beyond(run, check or "", say, tag=name if len(runs) > 1 else "", as_json=as_json)
    if not (check or calls):
        _show_verdicts(runs, say, as_json=as_json)


def _chosen(named: str, inside: Path, which: str | None, account: str | None) -> "Runs":
    """The run that is named, or the runs of a comparison or of a portfolio by name, or one of them. Raises
    `ConfigError` for a name that none has, and `click.UsageError` for a name beside what has none.
    """
    from engine.results.run import RunResult  # noqa: PLC0415
    from engine.saved.listing import kind_of  # noqa: PLC0415
    from engine.saved.run_lookup import BOTH, find, load  # noqa: PLC0415

    folder = find(named, inside, (*BOTH, "portfolio"))
    if kind_of(folder) == "portfolio":
        return _accounts(folder, which, account)
    saved = load(folder)
    if account is not None:
        return {account: account_of(saved, account)}
    if isinstance(saved, RunResult):
        if which is not None:
            raise click.UsageError(f"--run {which}: {saved.path} is one run; leave it out")
        return {saved.config.called: saved}
    if which is None:
        return saved.all_runs
    if which not in saved.all_runs:
        told = hint(which, saved.all_runs, f"it has {', '.join(saved.all_runs)}")
        raise ConfigError(f"--run {which}: {saved.path} has no run of this name; {told}")
    return {which: saved.all_runs[which]}


def _accounts(folder: Path, which: str | None, account: str | None) -> "Runs":
    """The accounts of a portfolio, or the one that is named."""
    from engine.portfolio.result import load_portfolio  # noqa: PLC0415

    if which is not None:
        raise click.UsageError(f"--run {which}: {folder} is a portfolio; name one of its accounts with --account")
    saved = load_portfolio(folder)
    return saved.runs if account is None else {account: account_of(saved, account)}


def _show_verdicts(runs: "Runs", say: Words, *, as_json: bool) -> None:
    from engine.audit.chapters import chapters  # noqa: PLC0415
    from engine.report.audit_table import audit_table  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415

    found = {name: chapters(run) for name, run in runs.items()}
    if as_json:
        told = [{**_plain_audit(runs[name], one, say), "name": name} for name, one in found.items()]
        if len(told) > 1:
            print_json("audits", {"runs": told})
        else:
            print_json("audit", told[0])
        return
    for place, (name, one) in enumerate(found.items()):
        if place:
            console().print()
        console().print(audit_table(one, say, name if len(runs) > 1 else None))


def _plain_audit(run: "RunResult", found: "list[Chapter]", say: Words) -> dict[str, Any]:
    """The audit of a run as values for JSON: which run, all checks, and those of each line of the plan."""
    from engine.audit.plan import plain  # noqa: PLC0415
    from engine.report.audit_words import as_plain  # noqa: PLC0415
    from engine.report.run_plain import plain_name, plain_period  # noqa: PLC0415

    told = [(chapter.line, [as_plain(verdict, say) for verdict in chapter.verdicts]) for chapter in found]
    lines = [{**plain(line, say), "checks": checks} for line, checks in told if line]
    checks = [one for _, of_chapter in told for one in of_chapter]
    return {**plain_name(run), **plain_period(run), "checks": checks, "plan": lines}


def _show_beyond(run: "RunResult", check: str, say: Words, *, tag: str, as_json: bool) -> None:
    """Print the rows of a run's table on the sessions on which a check was beyond, below a `tag` if there is one.
    Raises `ConfigError` for a check that the run has not.
    """
    from engine.audit.chapters import chapters  # noqa: PLC0415
    from engine.report.audit_words import asked, rows_of  # noqa: PLC0415

    verdicts = {one.check: one for chapter in chapters(run) for one in chapter.verdicts}
    if check not in verdicts:
        told = hint(check, verdicts, f"it has {', '.join(verdicts)}")
        raise ConfigError(f"--rows {check}: the audit of this run has no such check; {told}")
    verdict = verdicts[check]
    if not verdict.days and not as_json:
        nothing = say("audit.no_rows", check=asked(verdict, say))
        printed(say("said.of_run", run=tag, note=nothing) if tag else nothing)
        return
    found = rows_of(run, verdict)
    show_rows(found, Rows(run.path, verdict.table, len(found), tag), say, as_json=as_json)


COMMANDS = (audit,)
