"""What each rule and each cost of a plan is worth: its variants run, set against it, and saved."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import iso
from data.base.errors import ConfigError, OverlayError
from data.base.moment import now
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.analysis.against_index import index_closes
from engine.analysis.months import months_of
from engine.analysis.returns import sessions_per_year, years_between
from engine.analysis.uncertainty import Differences, Series, TooFew, differences_from
from engine.assembly.market_seen import market_for
from engine.fast.announce import announce
from engine.fast.compiled import Tell
from engine.manifest.manifest import made_of, market_digest, plan_digest
from engine.results.answers import write_answer
from engine.results.folders import write_whole
from engine.results.trials import Trial, record
from engine.runs.backtest import backtest
from engine.settings.run_config import RunConfig
from engine.survival.listener import Listener, listener_of
from engine.weighing.chances import OnPaths, on_paths
from engine.weighing.episodes import episodes_of
from engine.weighing.history import Ran, bills_of, in_full, ran
from engine.weighing.request import WorthTerms
from engine.weighing.result import KIND, WorthResult
from engine.weighing.tables import Tried, tables_of
from engine.weighing.variants import Variant, variants_of
from engine.words.notes import Note, note, refused


def worth(
    config: RunConfig | None = None,
    market: Market | None = None,
    terms: WorthTerms | None = None,
    *,
    out: Path | str = "results",
    tell: Tell = announce,
) -> WorthResult:
    """What each rule and each cost of a plan (default: pattern A) is worth on a market (default: the embedded one):
    the plan runs without each of them, with dearer trades, and with what could be in its place, on history and on
    made-up paths. Saved below `out`, the paths beside it as a survival result.

    Raises what `backtest` raises of the plan itself, `ConfigError` for a plan without rules and costs, and
    `ResultError` where nothing can be written.
    """
    asked, terms = config or RunConfig(), terms or WorthTerms()
    return weighed(asked, market or embedded_market(), terms, Path(out), listener_of(tell))


class _History(NamedTuple):
    """Runs by the places of their variants, and why others have none (notes)."""

    runs: dict[int, Ran]
    refused: dict[int, Note]


def weighed(config: RunConfig, market: Market, terms: WorthTerms, out: Path, listener: Listener) -> WorthResult:
    """The result of a question, saved below `out`; see `worth`. Raises `ConfigError` where a plan has no variants."""
    started, own = now(), backtest(config, market)
    variants = variants_of(own.config, own.profile)
    if len(variants) == 1:
        raise ConfigError(f"pattern {config.kind.name}: these settings have no rule and no cost to do without")
    plan = in_full(own)
    history = _history(variants, plan, market, listener)
    differences, notes = _differences(history.runs, bills_of(own), terms)
    found = on_paths(variants, market, terms.survival(), out, listener) if terms.paths else OnPaths()
    closes = index_closes(market_for(config, market))[np.searchsorted(market.days, plan.days)]
    tables = tables_of(Tried(variants, history.runs, differences, episodes_of(plan.days, closes), found))
    manifest = {
        "started": started.at.isoformat(timespec="seconds"),
        "seconds": started.seconds,
        "notes": [*own.manifest["notes"], *notes, *_of_paths(found)],
        "refused": {str(place): why for place, why in history.refused.items()},
        "refused_paths": {str(place): why for place, why in found.refused.items()},
        "survival": found.result.path.name if found.result and found.result.path else None,
        **_told(variants, market, terms),
        "request": _request(terms, plan, len(history.runs) - 1),
    }
    written: dict[str, Any] = {}
    name = f"{started.at:%Y%m%dT%H%M%S}-worth-{manifest['digest'][:6]}"
    # before it is saved: a look is a look whether its result is kept or not
    record(out, _trials(variants, history.runs, bills_of(own), market), "worth", name)
    path = write_whole(out, name, lambda folder: written.update(write_answer(folder, KIND, config, tables, manifest)))
    return WorthResult(config, tables, written, path)


def _history(variants: Sequence[Variant], plan: Ran, market: Market, listener: Listener) -> _History:
    """What each variant came to, the plan first."""
    found = _History({0: plan}, {})
    for place, one in enumerate(variants[1:], start=1):
        listener.passing(listener.say("progress.variants", place=place, count=len(variants) - 1))
        if one.refused:
            found.refused[place] = one.refused
        elif one.config:
            try:
                found.runs[place] = ran(one.config, market, listener.passing)
            except OverlayError as error:
                found.refused[place] = refused(error)
    return found


def _trials(variants: Sequence[Variant], runs: Mapping[int, Ran], bills: Floats, market: Market) -> list[Trial]:
    """What was looked at, as the ledger of trials keeps it."""
    days = runs[0].days
    return [
        Trial(
            plan_digest(made),
            market.digest,
            made.kind.name,
            int(days[0]),
            int(days[-1]),
            months_of(days, run.daily, bills),
        )
        for place, run in runs.items()
        for made in [variants[place].config]
        if made is not None
    ]


def _differences(
    runs: Mapping[int, Ran], bills: Floats, terms: WorthTerms
) -> tuple[dict[int, Differences], list[Note]]:
    """Differences from the plan by the places of the variants, and what is to be said where there are none: of an
    account that was lost, sessions cannot be drawn again.
    """
    plan = runs[0]
    whole = {str(place): run.daily for place, run in runs.items() if len(run.days) == len(bills) + 1}
    if "0" not in whole:
        return {}, [note("worth_plan_lost")]
    lost = note("worth_lost", count=len(runs) - len(whole))
    notes = [lost] if len(whole) < len(runs) else []
    if len(whole) == 1:
        return {}, notes
    series = Series(whole, bills, years_between(plan.days), sessions_per_year(plan.days))
    try:
        found = differences_from("0", series, terms.resampling())
    except TooFew as error:
        return {}, [*notes, error.why]
    return {int(place): told for place, told in found.items()}, notes


def _of_paths(found: OnPaths) -> list[Note]:
    """Why there are no paths of the plan itself."""
    return [note("worth_no_paths", why=found.refused[0])] if 0 in found.refused else []


def _request(terms: WorthTerms, plan: Ran, looks: int) -> dict[str, Any]:
    """What was asked, as the manifest keeps it."""
    how = terms.resampling()
    ends = {"first": iso(int(plan.days[0])), "last": iso(int(plan.days[-1]))}
    return {**asdict(terms), **ends, "level": how.level, "block": how.block, "looks": looks}


def _told(variants: Sequence[Variant], market: Market, terms: WorthTerms) -> dict[str, Any]:
    """What the manifest tells of a question, its market and the program."""
    digests = [one.config.digest if one.config else None for one in variants]
    made = {"variants": digests, "terms": asdict(terms), "market": market_digest(market)}
    config = variants[0].config or RunConfig()
    return {
        "digest": hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest(),
        "patterns": [config.kind.name],
        **made_of(config, market),
    }
