"""The manifest: what a run was made of, enough to understand it and to repeat it."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from statistics import fmean
from typing import Any

import pyarrow as pa

from data.base.arrow import is_among, to_array
from data.base.cache import files_hash
from data.base.days import Day, iso
from data.base.errors import DataError
from data.base.python_files import with_imports
from data.contracts.fx_contracts import PAIR
from data.facts import files
from data.facts.families import brought
from data.intake.own_regimes import own_regimes
from data.intake.published import file_hash
from data.market.market import Market
from data.pricing.money_market import overnight_spreads
from engine.bt.own_strategy import code_hash
from engine.manifest.cash_notes import cash_files
from engine.manifest.fact_notes import days_struck
from engine.manifest.given_notes import given_told
from engine.manifest.made_with import MadeWith
from engine.manifest.record_notes import record_files
from engine.manifest.run_notes import run_notes
from engine.results.schemas import SCHEMAS
from engine.results.sealed import FORMAT
from engine.results.stored import told
from engine.results.trials import known_by
from engine.settings.own_sections import Own
from engine.settings.run_config import RunConfig
from engine.settings.versions import VERSION

PACKAGES = ("mmf-overlay", "backtrader", "numpy", "pandas", "pyarrow", "exchange-calendars")
ROOT = Path(__file__).parents[2]


def manifest(made: MadeWith, tables: Mapping[str, pa.Table], figures: Mapping[str, float | None]) -> dict[str, Any]:
    """Everything about a run but its rows, as plain values (`docs/saved_runs.md`). Raises `DataError` as `cash_notes`
    does.

    `figures` are the run's, by name.
    """
    period = _period(made.market, tables)
    flagged = made.market.hypothetical_from(int(to_array(tables["equity"]["date"])[0]))
    return {
        "format": FORMAT,
        "settings_version": VERSION,
        "pattern": made.config.kind.name,
        "started": made.started.at.isoformat(timespec="seconds"),
        "seconds": made.started.seconds,
        "config_digest": made.config.digest,
        "terms": _terms(made, tables),
        "facts_sha256": facts_hash(),
        "market": market_told(made.market),
        "hypothetical_until": iso(flagged) if flagged is not None else None,
        "seeds": [],
        "software": dict(software()),
        "code_revision": code_revision(),
        "tables": told(tables, SCHEMAS),
        "metrics": dict(figures),
        "modelled": _modelled(period, tables),
        "notes": run_notes(made, period, tables),
        **inputs(made.config),
        **_labels(made.config),
        **({"own": dict(made.own)} if made.own else {}),
        **given_told(made.given),
    }


def made_of(config: RunConfig, market: Market) -> dict[str, Any]:
    """What an answer to a question about a plan was made of: market, facts, packages, code, and the files besides.
    Raises `DataError` for a file that cannot be read.
    """
    return {
        "market": market_told(market),
        "facts_sha256": facts_hash(),
        "software": dict(software()),
        "code_revision": code_revision(),
        **inputs(config),
    }


def inputs(config: RunConfig) -> dict[str, dict[str, str]]:
    """SHA-256 of the files besides the market and the program's facts that a run was made of, by path; nothing where
    there can be none. Raises `DataError` for a file that cannot be read.
    """
    roots, profiles = [spec.root for spec in config.contracts().values()], config.account.profile_file
    files = {family.label: family.digest for root in roots if (family := brought(root))}
    rules = "cash_ratio" in config.sections_read
    files |= cash_files(config) if rules else record_files(config)
    files |= {profiles: files_hash([Path(profiles)])} if profiles else {}
    dated = config.before_events.file if config.small_before_events else None
    own = (config.regimes.file, config.rates_file, dated, config.fund.file)
    files |= {name: _hash(name) for name in own if name}
    files |= _code(config.own) if config.kind.is_free else {}
    return {"inputs": files} if files or rules else {}


def _hash(name: str) -> str:
    try:
        return file_hash(name)
    except OSError as error:
        raise DataError(f"{name}: cannot be read ({error.strerror}); the settings name it") from None


def plan_digest(config: RunConfig) -> str:
    """What a plan is known by: its settings, and the files that they name as they are now. Raises `DataError` for one
    that cannot be read.
    """
    return known_by(config.digest, inputs(config).get("inputs", {}))


def _code(own: Own) -> dict[str, str]:
    """SHA-256 of the code of a strategy of one's own, by path: its file, and the modules beside that this imports; of a
    class that is in no file by its name.
    """
    path = Path(own.file)
    if not own.file:
        return {own.strategy: code_hash(own.strategy)}
    return {str(one): files_hash([one]) for one in with_imports(path)} if path.is_file() else {}


def _labels(config: RunConfig) -> dict[str, list[tuple[str, str]]]:
    """The labels of a file of one's own, so that a report needs no file: each day from which one holds."""
    file = config.regimes.file
    return {"own_labels": own_regimes(file).told()} if file else {}


@cache
def software() -> tuple[tuple[str, str], ...]:
    """(name, version) of Python and of the packages a result depends on."""
    return (("python", sys.version.split()[0]), *((name, version(name)) for name in PACKAGES))


@cache
def facts_hash() -> str:
    """SHA-256, hexadecimal, of all fact tables: costs, profiles, margins and the rest."""
    return files_hash(files())


def _terms(made: MadeWith, tables: Mapping[str, pa.Table]) -> dict[str, Any]:
    """The account's terms after facts have filled in what the settings leave open."""
    terms, days = made.terms, to_array(tables["equity"]["date"]).tolist()
    costs = {root: model._asdict() for root, model in terms.costs.items()}
    asked = terms.margin.requirements
    dealt: dict[str, Any] = {}
    if asked and terms.swap:
        dealt = {"requirement": asked.told(days[0], days[-1]), "swap": terms.swap._asdict()}
        dealt |= _overnight(made, days)
    hedged = {"hedge": terms.hedge.told(days_struck(tables))} if terms.hedge else {}
    funded = {"fund": terms.fund.told(days[0], days[-1])} if terms.cash else {}
    return {
        "profile": asdict(terms.profile),
        **({"later": [(iso(day), asdict(one)) for day, one in terms.later]} if terms.later else {}),
        "costs": costs,
        **_later_costs(made),
        "fill_at": terms.fill_at,
        "margin_test": terms.margin_test,
        **dealt,
        **funded,
        **hedged,
    }


def _later_costs(made: MadeWith) -> dict[str, Any]:
    told = [(iso(day), {root: one._asdict() for root, one in costs.items()}) for day, costs in made.terms.later_costs]
    return {"later_costs": told} if told else {}


def _overnight(made: MadeWith, days: list[Day]) -> dict[str, float]:
    """What dollars earned overnight above bills, or another currency in all: the mean of the days."""
    if made.market.index == PAIR and made.config.rates_file is None:
        return {"overnight_dollars_over_bills": fmean(overnight_spreads(days, made.market.bill_months))}
    rows = slice(made.market.row_of(days[0]), made.market.row_of(days[-1]) + 1)
    return {"overnight_rate": fmean(made.market.values("dividend_yield")[rows])}


@cache
def code_revision() -> str:
    """Commit of the checkout the program runs from, `-dirty` when it was changed since; `unknown` outside git.

    An installed copy inside somebody's own repository is not of that repository: the checkout is asked for by its own
    `.git`.
    """
    if not (ROOT / ".git").exists():
        return "unknown"
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def market_digest(market: Market) -> str:
    """What a question about a market knows it by: the SHA-256 of its content, with quotes the one of all together."""
    quotes = [one.digest if one else "" for one in (market.quotes, market.futures)]
    return hashlib.sha256(json.dumps([market.digest, *quotes]).encode()).hexdigest() if any(quotes) else market.digest


def market_told(market: Market) -> dict[str, Any]:
    """What a manifest tells of a market."""
    quotes: dict[str, Any] = {"option_quotes_sha256": market.quotes.digest} if market.quotes else {}
    quotes |= {"futures_sha256": market.futures.digest} if market.futures else {}
    quotes |= {"shipped": market.shipped} if market.shipped else {"origin": market.origin} if market.origin else {}
    return quotes | {
        "content_sha256": market.digest,
        "index": market.index,
        "calendar": market.calendar.name,
        "first": iso(market.days[0]),
        "last": iso(market.days[-1]),
        "sessions": len(market),
    }


def _period(market: Market, tables: Mapping[str, pa.Table]) -> dict[str, float]:
    """Shares of the run's sessions on which a market column was not quoted."""
    days = to_array(tables["equity"]["date"])
    rows = slice(market.row_from(int(days[0])), market.row_from(int(days[-1])) + 1)
    return {
        "vix": float(to_array(market.table["vix_modelled"])[rows].mean()),
        "bill_yield_carried": float(to_array(market.table["bill_carried"])[rows].mean()),
    }


def _modelled(period: Mapping[str, float], tables: Mapping[str, pa.Table]) -> dict[str, float]:
    """Shares of rows whose value was modelled and not quoted, and of positions in contracts not yet listed."""
    modelled = is_among(tables["positions"]["mark_source"], {"modelled"})
    unlisted = to_array(tables["positions"]["hypothetical"])
    return {
        **period,
        "position_marks": float(modelled.mean()) if len(modelled) else 0.0,
        "hypothetical_positions": float(unlisted.mean()) if len(unlisted) else 0.0,
    }
