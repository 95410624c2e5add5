"""A run as values for JSON, the same from every command."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.analysis.trade_figures import trade_figures
from engine.audit.chapters import audit
from engine.comparison.run_figures import Figure, event_counts, sources, span
from engine.report.luck import plain_luck
from engine.report.option_table import plain_options
from engine.report.own_told import plain_own
from engine.results.luck import luck_of
from engine.words.notes import plain_lines, plain_note

if TYPE_CHECKING:
    from engine.results.luck import Luck
    from engine.results.run import RunResult


def plain_name(run: "RunResult") -> dict[str, Any]:
    """Which run it is: its folder (None of one that is not saved), name, pattern, account and currency."""
    return {"folder": run.path and str(run.path), **run.config.identity}


def plain_period(run: "RunResult") -> dict[str, Any]:
    """First and last session of a run, ISO dates, and how many there are."""
    first, last, count = span(run)
    return {"period": {"first": first, "last": last}, "sessions": count}


def plain_run(run: "RunResult", figures: Mapping[str, Figure], luck: "Luck | None" = None) -> dict[str, Any]:
    """A run with these figures, and its luck where it is one of several: money in account currency, shares decimals."""
    manifest = run.manifest
    return {
        **plain_name(run),
        "note": run.config.note,
        **plain_own(run),
        **plain_period(run),
        "capital": run.opening,
        "investor_capital": run.config.investor.capital,
        "started": manifest["started"],
        "config_digest": manifest["config_digest"],
        "market_sha256": manifest["market"]["content_sha256"],
        "code_revision": manifest["code_revision"],
        "metrics": dict(figures),
        "checks": [{"check": one.check, "standing": one.standing} for one in audit(run)],
        "luck": plain_luck(luck or luck_of({"": run})[""]),
        "sources": sources(run),
        "event_counts": event_counts(run),
        "table_rows": {name: table.num_rows for name, table in run.tables.items()},
        **({"trade_figures": trade_figures(run.table("trades"))._asdict()} if "trades" in run.tables else {}),
        **plain_options(run),
        "notes": [plain_note(note) for note in manifest["notes"]],
        **plain_lines(manifest),
    }
