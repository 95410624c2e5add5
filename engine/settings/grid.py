"""Settings that are varied: the cells of a grid, each a whole configuration."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any, NamedTuple

from data.base.errors import ConfigError
from data.base.meant import shortened
from engine.settings.own_sections import Params
from engine.settings.run_config import RunConfig, check_assignment, parse_config

OPTION = "--vary"
PLACES = 30
"""Decimals of a number before or behind its point, and its digits, at most."""
MOST = 500
"""Cells of a grid at most, where nothing else is said."""
READ_ALL = 1_000
"""Values of a setting that are all read, also those of no cell that is drawn."""
Pick = Callable[[Sequence[int]], Iterable[tuple[int, ...]]]
"""Places of the values of each setting, out of how many each has."""


class Cell(NamedTuple):
    """One combination of what is varied: the values of those settings that its pattern reads, by name, and all
    settings. `title` is its name where it is not made of the values.
    """

    values: dict[str, Any]
    config: RunConfig
    title: str = ""

    @property
    def name(self) -> str:
        """The values as they are written on a command line: `overlay.ratio=0.2 cash.buffer=0.3`."""
        return self.title or written(self.values)


def written(values: Mapping[str, Any]) -> str:
    """Settings as they are written on a command line; without those that are None.

    >>> written({"overlay.ratio": 0.2, "cash.buffer": None, "halving.enabled": True})
    'overlay.ratio=0.2 halving.enabled=true'
    """
    told = {setting: str(value).lower() if isinstance(value, bool) else value for setting, value in values.items()}
    return " ".join(f"{setting}={value}" for setting, value in told.items() if value is not None)


def varied(config: RunConfig, vary: Sequence[str]) -> list[Cell]:
    """The cells of a grid over `config`, the last setting changing fastest: each of `vary` is `key=value,value` or
    `key=first:last:step`, whose last value is part of it where the steps reach it.

    A setting is left out where the pattern of a cell does not read it, and cells that are the same then are one.
    Raises `ConfigError` for what cannot be read, is said twice, is read by no cell, goes not together, or is too much.

    >>> [cell.name for cell in varied(RunConfig(), ["overlay.ratio=0.1:0.3:0.1"])]
    ['overlay.ratio=0.1', 'overlay.ratio=0.2', 'overlay.ratio=0.3']
    """
    cells = {_key(cell): cell for cell in (cell_of(config, values) for values in combinations(vary))}
    refuse_unread(vary, list(cells.values()))
    return list(cells.values())


def combinations(vary: Sequence[str], most: int = MOST, pick: Pick | None = None) -> list[dict[str, Any]]:
    """Values by setting of each cell of a grid, or of those that are picked out of it. Raises `ConfigError` for what
    cannot be read, is said twice, or makes more than `most`.
    """
    texts = _by_setting(vary, most)
    count = prod(map(len, texts.values()))
    if pick is None and count > most:
        grid = shortened(f" {OPTION} ".join(vary))
        raise ConfigError(f"{OPTION} {grid}: makes {count} cells, more than {most}; vary less")
    sizes = [*map(len, texts.values())]
    places = list(product(*map(range, sizes)) if pick is None else pick(sizes))
    values = {
        setting: _read_values(setting, told, {one[column] for one in places})
        for column, (setting, told) in enumerate(texts.items())
    }
    return [{setting: values[setting][place] for setting, place in zip(values, one, strict=True)} for one in places]


def _read_values(setting: str, told: Sequence[str], needed: Iterable[int]) -> dict[int, Any]:
    """Values by their place: of more than `READ_ALL` those that are needed, the first and the last."""
    places = range(len(told)) if len(told) <= READ_ALL else dict.fromkeys((0, len(told) - 1, *sorted(needed)))
    return {place: _value(setting, told[place]) for place in places}


def _by_setting(vary: Sequence[str], most: int) -> dict[str, list[str]]:
    """The values of each setting as texts."""
    texts: dict[str, list[str]] = {}
    for whole in vary:
        one, (setting, equals, told) = shortened(whole), whole.partition("=")
        setting = setting.strip()
        if not equals or not setting or not told.strip():
            raise ConfigError(
                f"{OPTION} {one}: should read key=first:last:step or key=value,value, such as overlay.ratio=0.1:0.5:0.1"
            )
        if any(_overlap(setting, other) for other in texts):
            raise ConfigError(f"{OPTION} {one}: {setting} is varied twice; say all its values at once")
        texts[setting] = (
            _range(one, told, most)
            if told.count(":") == 2 and "," not in told
            else [part.strip() for part in told.split(",")]
        )
        twice = [text for text, count in Counter(texts[setting]).items() if count > 1]
        if twice or "" in texts[setting]:
            raise ConfigError(f"{OPTION} {one}: {f'says {twice[0]} twice' if twice else 'lacks a value'}")
    return texts


def _overlap(one: str, other: str) -> bool:
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _range(one: str, told: str, most: int) -> list[str]:
    """The values of `first:last:step`, exact in decimals."""
    try:
        first, last, step = (_decimal(part.strip()) for part in told.split(":"))
        count = int((last - first) / step) + 1 if (last - first) * step >= 0 else 0
    except (ArithmeticError, ValueError):
        count = 0
    if count < 1:
        raise ConfigError(
            f"{OPTION} {one}: should read first:last:step in numbers, with a step that leads there, such as 0.1:0.5:0.1"
        )
    if count > most:
        raise ConfigError(f"{OPTION} {one}: has {count} values, more than {most} cells; take a larger step")
    return [f"{first + place * step:f}" for place in range(count)]


def _decimal(text: str) -> Decimal:
    """A number. Raises `ValueError` or `ArithmeticError` for none, and for one of too many places."""
    found = Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)
    if not found.is_finite() or abs(found.adjusted()) > PLACES or len(found.as_tuple().digits) > PLACES:
        raise ValueError(text)
    return found


def _value(setting: str, text: str) -> Any:
    return check_assignment(f"{setting}={text}", OPTION)[1]


def cell_of(config: RunConfig, values: dict[str, Any]) -> Cell:
    """The configuration with some settings, by name, changed. Raises `ConfigError` for what goes not together."""
    settings = config.settings_for_all()
    for setting, value in values.items():
        *sections, key = setting.split(".")
        here = settings
        for section in sections:
            here = here.setdefault(section, {})
        here[key] = value
    told = Cell(values, config).name
    made = parse_config(settings, f"{OPTION} {told}" if told else "config")
    return Cell({one: value for one, value in values.items() if is_read(made, one)}, made)


def is_read(config: RunConfig, setting: str) -> bool:
    """Whether a configuration's pattern reads a setting, `section.key` or `pattern`."""
    return setting == "pattern" or config.reads(setting)


def _key(cell: Cell) -> str:
    return repr(sorted(cell.values.items()))


def refuse_bare(vary: Sequence[str], params: Params) -> None:
    """Raise `ConfigError` for a param of a strategy of one's own that is varied by its name alone."""
    for setting in (one.partition("=")[0].strip() for one in vary):
        if setting in (params.model_extra or {}):
            raise ConfigError(f"{OPTION} {setting}: is a param of the strategy; say params.{setting}")


def refuse_unread(vary: Sequence[str], cells: Sequence[Cell]) -> None:
    """Raise `ConfigError` for the first setting of `vary` that no cell reads."""
    read = {setting for cell in cells for setting in cell.values}
    for setting in (one.partition("=")[0].strip() for one in vary):
        if setting not in read:
            patterns = ", ".join(dict.fromkeys(cell.config.pattern for cell in cells))
            raise ConfigError(f"{OPTION} {setting}: pattern {patterns} does not read it; leave it out")
