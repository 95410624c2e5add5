"""What a strategy of one's own declares in `declares` of its class: plain values that its run is judged by."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from data.base.errors import ConfigError
from engine.settings.messages import sentences
from engine.settings.roots import KnownRoot
from engine.settings.section import Section

_Part = Annotated[float, Field(gt=0.0, lt=1.0)]
_Count = Annotated[int, Field(ge=1)]


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class Declared(Section):
    """What is declared; None where it is not.

    `max_total_exposure` is a multiple of equity at fills and closes, `contracts` the roots that are traded,
    `max_contracts` contracts and shares held at any close (long and short added up), `long_only` that nothing is sold
    short, `stop_loss` how far from the average price of a position a stop in the market stands at the farthest (a share
    of that price), `largest_loss` the most that a closed trade loses (a share of equity before it), `monthly_loss` the
    loss of a month at which all is closed until its end, `holding_sessions` the most closes in a row at which something
    is held.
    """

    max_total_exposure: Annotated[float, Field(ge=1.0, le=100.0)] | None = None
    contracts: Annotated[tuple[KnownRoot, ...], BeforeValidator(_as_tuple), Field(min_length=1)] | None = None
    max_contracts: _Count | None = None
    long_only: Literal[True] | None = None
    stop_loss: _Part | None = None
    largest_loss: _Part | None = None
    monthly_loss: _Part | None = None
    holding_sessions: _Count | None = None

    @property
    def told(self) -> dict[str, Any]:
        """What is declared, by name, as JSON has it."""
        return self.model_dump(mode="json", exclude_none=True)

    @property
    def left_out(self) -> list[str]:
        """Names of what is not declared."""
        return [name for name in type(self).model_fields if getattr(self, name) is None]


def declared(told: object, place: str) -> Declared:
    """What a class at a `place` declares, from the dict that it has. Raises `ConfigError` for what cannot be declared,
    and for what would do nothing.
    """
    if not isinstance(told, Mapping):
        raise ConfigError(f"{place}: declares = {told!r} should be a dict, such as {{'max_contracts': 2}}")
    if idle := [name for name, value in told.items() if value is None or value is False]:
        raise ConfigError(f"{place}: declares.{idle[0]} = {told[idle[0]]!r} declares nothing; leave it out")
    try:
        return Declared.model_validate(dict(told))
    except ValidationError as error:
        raise ConfigError(f"{place}: declares: {'; '.join(sentences(error, Declared))}") from None
