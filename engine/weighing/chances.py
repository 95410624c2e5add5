"""Variants of a plan on the same made-up paths: how often something happens to each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data.base.errors import ConfigError, OverlayError
from data.market.market import Market
from engine.fast.prepare import prepare
from engine.settings.grid import Cell
from engine.settings.run_config import RunConfig, parse_config
from engine.survival.histories import on_path
from engine.survival.listener import Listener
from engine.survival.request import SurvivalRequest, SurvivalTerms
from engine.survival.result import SurvivalResult
from engine.survival.survive import survived
from engine.weighing.variants import Variant
from engine.words.notes import Note, refused


@dataclass(frozen=True)
class OnPaths:
    """What came of the variants on paths: the result, the place of each of its cells among the variants, and why others
    have none, by their places (notes).
    """

    result: SurvivalResult | None = None
    cells: tuple[int, ...] = ()
    refused: Mapping[int, Note] = field(default_factory=dict)


def on_paths(
    variants: Sequence[Variant], market: Market, terms: SurvivalTerms, out: Path, listener: Listener
) -> OnPaths:
    """Variants, the plan first, on the same paths, saved below `out` as the answer to a question of survival; nothing
    where the plan itself cannot run on paths. Raises as `survived` does, and `ConfigError` where a market is too short
    for paths.
    """
    asked = {place: _cell(one, market) for place, one in enumerate(variants) if one.config}
    refusals = {place: cell for place, cell in asked.items() if not isinstance(cell, Cell)}
    cells = {place: cell for place, cell in asked.items() if isinstance(cell, Cell)}
    if 0 not in cells:
        return OnPaths(refused={0: refusals[0]})
    try:
        result = survived(SurvivalRequest(tuple(cells.values()), terms), market, out, listener)
    except ConfigError as error:
        raise ConfigError(f"{error}; give --paths 0 (paths=0) for an answer without made-up paths") from None
    return OnPaths(result, tuple(cells), refusals)


def _cell(one: Variant, market: Market) -> Cell | Note:
    """A variant as a cell, over the sessions of a path; or why it cannot be one (a note)."""
    try:
        if one.config is None:
            raise ConfigError("there are no such settings")
        config: RunConfig = parse_config({**one.config.settings_for_all(), "period": {}})
        prepare(on_path(config), market)
    except OverlayError as error:
        return refused(error)
    return Cell(dict(one.settings), config)
