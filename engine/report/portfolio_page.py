"""The page of a portfolio: its accounts and the whole, what was moved between them, and how they lose together, in one
HTML file that opens from disk without a network.
"""

from pathlib import Path
from shlex import join
from typing import Any, NamedTuple

import tomli_w
from markupsafe import Markup

from engine.portfolio.result import PortfolioResult
from engine.report import frame, page_rows, portfolio_rows
from engine.report.audit_words import summary
from engine.report.limitations import limitations
from engine.report.pictures import stills
from engine.report.portfolio_moved import shown_told, transfer_table
from engine.report.portfolio_pictures import charts_of, inks, spark_of
from engine.report.portfolio_seen import Seen
from engine.report.portfolio_told import answer, below
from engine.results.folders import ACCOUNTS, write_text
from engine.results.run import RunResult
from engine.settings.run_config import describe
from engine.words import Words, words


class Account(NamedTuple):
    """What is folded away of an account: its name, whether its plan was kept, its checks, how many were asked, its
    settings, what its notes say, and the command for its own report (empty where it is not saved).
    """

    name: str
    summary: str
    checks: list[dict[str, Any]]
    asked: int
    config: str
    notes: list[str]
    command: str


def write_portfolio_report(result: PortfolioResult, path: Path | str, language: str = "en") -> Path:
    """Write the page; a file of that name is replaced whole. Raises `ResultError` when it cannot be written."""
    return write_text(Path(path), portfolio_html(result, language))


def portfolio_html(result: PortfolioResult, language: str = "en") -> str:
    """The page. It loads nothing from outside, and its policy forbids the browser to. Raises `ConfigError` for a
    language there is none of.
    """
    say = words(language)
    seen, template = Seen(result, say), frame.environment().get_template("portfolio.html")
    return template.render(
        **_first(seen), **_tables(seen), **_background(seen), say=say, language=language, stills=stills(charts_of(seen))
    )


def _first(seen: Seen) -> dict[str, Any]:
    say, manifest = seen.say, seen.result.manifest
    period, title = manifest["period"], "title" if len(seen.names) > 1 else "title_one"
    return {
        "called": manifest["name"] or say(f"portfolio_page.{title}"),
        "note": manifest["note"],
        "span": say(
            "portfolio_page.span", first=period["first"], last=period["last"],
            currency=say.told("money", seen.currency),
        ),
        "answer": answer(seen.result, say),
        "sentences": list(below(seen.result, say)),
        "first": portfolio_rows.first_rows(seen),
        "figure_titles": portfolio_rows.figure_titles(seen, portfolio_rows.held_figures(seen)),
        "spark": spark_of(seen),
        "currency": say.told("money", seen.currency),
        "in_debt": any((seen.of(name, "told") < 0.0).any() for name in seen.names),
    }  # fmt: skip


def _tables(seen: Seen) -> dict[str, Any]:
    several = len(seen.names) > 1
    return {
        "several": several,
        "alone": portfolio_rows.alone_table(seen) if seen.alone else None,
        "splitting": portfolio_rows.splitting_table(seen) if several else None,
        "at_once": portfolio_rows.worst_table(seen) if several else None,
        "bridge": portfolio_rows.bridge(seen),
        "months": portfolio_rows.months_heat(seen),
        "worst": portfolio_rows.worst_months(seen),
        "together": portfolio_rows.lose_together(seen) if several else [],
        "transfers": transfer_table(seen),
        "shown_of": shown_told(seen),
    }


def _background(seen: Seen) -> dict[str, Any]:
    """What it rests on."""
    result, say = seen.result, seen.say
    markets = {run.manifest["market"]["content_sha256"]: run.manifest for run in result.runs.values()}
    strokes = {ink.name: ink.stroke for ink in inks(seen).values()}
    return {
        "style": Markup(frame.colours(strokes) + frame.asset("style.css")),  # noqa: S704  (our own files)
        "accounts": [_account(result, name, run, say) for name, run in result.runs.items()],
        "assumed": [say(f"portfolio_page.{name}") for name in ASSUMED],
        "limitations": Markup(limitations(say.language)),  # noqa: S704  (rendered with HTML switched off)
        "plan": tomli_w.dumps(_whole_plan(result)),
        "manifest": result.manifest,
        "markets": list(markets.values()),
        "program": next(iter(result.runs.values())).manifest,
        "name": result.path.name if result.path else "",
    }


ASSUMED = ("assumed_rate", "assumed_sessions", "assumed_moves", "assumed_rescue", "assumed_months", "assumed_period")


def _whole_plan(result: PortfolioResult) -> dict[str, Any]:
    """The plan without the settings of the accounts, which stand with each of them."""
    accounts = {name: {key: one[key] for key in ("share", "market")} for name, one in result.plan["accounts"].items()}
    return {**result.plan, "accounts": accounts}


def _account(result: PortfolioResult, name: str, run: RunResult, say: Words) -> Account:
    checks = page_rows.verdicts(run, say)
    asked = len([row for row in checks if not row["line"]])
    command = join(["overlay", "report", f"{result.path.name}/{ACCOUNTS}/{name}"]) if result.path else ""
    return Account(name, summary(run, say), checks, asked, describe(run.config), run.notes(say.language), command)
