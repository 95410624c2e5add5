"""A run in dollars told in yen afterwards, as it would have told itself."""

from dataclasses import replace
from datetime import UTC, datetime

from data.market.market import Market
from engine.analysis.in_yen import tables_in_yen
from engine.analysis.metrics import metrics
from engine.results import stored
from engine.results.run import RunResult
from engine.results.schemas import SCHEMAS
from engine.settings.run_config import parse_config
from engine.words.notes import note

YEN = "JPY"


def in_yen(run: RunResult, market: Market) -> RunResult:
    """The run as `investor.currency = "JPY"` would have told it, at the rates of its market, with a note that says so;
    itself where it is in yen already. It has no folder: it is another result than the one that was saved.

    Raises `DataError` where the market does not know the yen of its sessions.
    """
    if run.currency == YEN:
        return run
    settings = run.config.settings()
    settings["investor"] = {**settings.get("investor", {}), "currency": YEN}
    tables = tables_in_yen(run.tables, market, "a run told in yen")
    made = {
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "config_digest": (config := parse_config(settings, "a run told in yen")).digest,
        "tables": stored.told(tables, SCHEMAS),
        "metrics": metrics(tables),
        "notes": [*run.manifest["notes"], note("retold", told=run.currency, digest=run.config.digest[:6])],
    }
    return replace(run, config=config, tables=tables, manifest={**run.manifest, **made}, path=None)
