"""From words to a made-up market: names of regimes or of a shape, and the few numbers that go with them."""

from collections.abc import Mapping
from typing import NamedTuple

from data.base.arrays import Floats
from data.base.errors import ConfigError
from data.market.market import Market
from data.signals.regimes import ExPostLabels
from data.synthetic import shapes
from data.synthetic.generator import (
    KNOWN,
    Regime,
    Setting,
    Span,
    codes_in_turn,
    markov_market,
    regime_market,
    shaped_market,
)

MARKOV = "markov"
SHAPES: Mapping[str, frozenset[str]] = {
    "flat": frozenset(),
    "growth": frozenset({"drift"}),
    "crash": frozenset({"depth"}),
    "v": frozenset({"depth"}),
    "sawtooth": frozenset({"depth", "period"}),
}
"""Markets without chance, and the numbers that change them."""


class Recipe(NamedTuple):
    """What to make: `regimes` by name with commas between, in turn and again and again (`markov`: by chance), or a
    `shape`. `drift` and `volatility` are those of a single regime, `depth` (a share of the index) and `period`
    (sessions) those of shapes; None for their own.
    """

    seed: int = 1
    regimes: str = MARKOV
    shape: str | None = None
    drift: float | None = None
    volatility: float | None = None
    depth: float | None = None
    period: int | None = None


def made(recipe: Recipe, over: Span, setting: Setting) -> tuple[Market, ExPostLabels | None]:
    """The market of a recipe, and its true regimes where it has some. Raises `ConfigError` for
    what has no meaning or no effect.
    """
    if recipe.shape is not None:
        return shaped_market(over, _path(recipe, over), setting), None
    _refuse(recipe, {"depth", "period"}, "without --shape")
    if recipe.regimes == MARKOV:
        _refuse(recipe, {"drift", "volatility"}, "on regimes drawn by chance, which have their own")
        return markov_market(recipe.seed, over, setting=setting)
    turns = _turns(recipe)
    regimes = list(dict.fromkeys(turns))
    places, lengths = [regimes.index(one) for one in turns], [one.sessions for one in turns]
    return regime_market(recipe.seed, over, regimes, codes_in_turn(places, lengths, len(over.days)), setting)


def _turns(recipe: Recipe) -> list[Regime]:
    """The regimes named, in turn."""
    known = {one.name: one for one in KNOWN}
    names = [name.strip() for name in recipe.regimes.split(",")]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ConfigError(f"unknown regime {unknown[0]!r}; known: {', '.join(known)}, or {MARKOV} alone")
    if len(names) > 1:
        _refuse(recipe, {"drift", "volatility"}, "on several regimes, which have their own")
    own = {name: getattr(recipe, name) for name in ("drift", "volatility") if getattr(recipe, name) is not None}
    return [known[name]._replace(**own) for name in names]


def _path(recipe: Recipe, over: Span) -> Floats:
    shape, count = recipe.shape or "", len(over.days)
    _refuse(recipe, {"drift", "volatility", "depth", "period"} - SHAPES[shape], f"on --shape {shape}")
    drift, depth = 0.07 if recipe.drift is None else recipe.drift, 0.3 if recipe.depth is None else recipe.depth
    third = (count - 1) // 3
    if shape == "crash":
        return shapes.single_crash(count, depth, at=third, fall=min(21, third), recovery=third)
    if shape == "v":
        return shapes.v_shape(count, depth)
    if shape == "sawtooth":
        return shapes.sawtooth(count, 0.05 if recipe.depth is None else depth, recipe.period or 84)
    return shapes.constant_growth(over.days, drift if shape == "growth" else 0.0)


def _refuse(recipe: Recipe, names: set[str], where: str) -> None:
    given = [name for name in sorted(names) if getattr(recipe, name) is not None]
    if given:
        raise ConfigError(f"--{given[0]} has no effect {where}; leave it out")
