"""A Backtrader strategy of one's own: loaded from its file, or as it is given."""

import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from inspect import getsourcefile
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import backtrader as bt

from data.base.errors import ConfigError, OverlayError

PLACE = "FILE.py:Class"
Strategy = type[bt.Strategy]
Setup = Callable[[bt.Cerebro], Any]
"""Adds to a run what goes with its strategy: feeds that are looked at, sizers, analyzers. Where the strategy trades on
its own feed, what it returns is that feed.
"""
_MAKES_CLASSES: str = bt.metabase.__name__
_OURS = "_of_ones_own_"


class OwnStrategy(NamedTuple):
    """A class of Backtrader strategies, where it is found (`FILE.py:Class`, the class's name alone where it is in no
    file), and what is set up before it runs.
    """

    kind: Strategy
    place: str
    setup: Setup | None = None

    @property
    def file(self) -> Path | None:
        """The file it is in."""
        name, colon, _ = self.place.rpartition(":")
        return Path(name) if colon else None


def given_strategy(kind: Strategy, setup: Setup | None = None) -> OwnStrategy:
    """A class of this session with the `setup` of its module, or another. Raises `ConfigError` for what is no strategy
    of Backtrader's.
    """
    _require_strategy(kind, repr(kind))
    module = sys.modules.get(kind.__module__)
    made = kind.__module__ == _MAKES_CLASSES  # by a call of `type`: the module is not where it was called
    try:
        source = None if made else getsourcefile(kind)
    except TypeError:
        source = None
    path = Path(source) if source and Path(source).is_file() else None
    here = f"{_told(path)}:{kind.__name__}" if path else kind.__name__
    return OwnStrategy(kind, here, setup or getattr(module, "setup", None))


def _told(path: Path) -> str:
    """A path from the folder one works in, where it is below that."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def load_strategy(place: str) -> OwnStrategy:
    """The strategy of a file, `FILE.py:Class`, or `FILE.py` where that has but one.

    Raises `ConfigError` for a file that cannot be read or fails, and where no such strategy is in it.
    """
    name, colon, wanted = place.rpartition(":")
    path = Path(name if colon and name.endswith(".py") else place)
    if path.suffix != ".py" or not path.is_file():
        raise ConfigError(f"strategy {place!r}: there is no such file; give {PLACE}, such as crossing.py:Crossing")
    module = _loaded(path)
    known = {one.__name__: one for one in vars(module).values() if _is_of(module, one)}
    wanted = wanted if colon else next(iter(known), "") if len(known) == 1 else ""
    kind = getattr(module, wanted, None) if wanted else None
    if not known and kind is None:
        raise ConfigError(f"strategy {place!r}: no class on bt.Strategy is in {path}; give {PLACE}")
    if kind is None:
        found = ", ".join(known)
        raise ConfigError(f"strategy {place!r}: name one of the strategies in {path} ({found}), as {PLACE}")
    _require_strategy(kind, place)
    return OwnStrategy(kind, f"{path}:{wanted}", getattr(module, "setup", None))


def _is_of(module: ModuleType, one: object) -> bool:
    return isinstance(one, type) and issubclass(one, bt.Strategy) and one.__module__ == module.__name__


def _require_strategy(kind: object, place: str) -> None:
    if not (isinstance(kind, type) and issubclass(kind, bt.Strategy)):
        raise ConfigError(f"strategy {place}: is no Backtrader strategy; give a class on bt.Strategy")


def _loaded(path: Path) -> ModuleType:
    """The module of a file, anew each time; modules beside it can be imported, as where Python runs the file."""
    name = _OURS + path.stem
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ConfigError(f"{path}: is no file of Python")
    sys.modules[name] = module = module_from_spec(spec)
    beside = str(path.resolve().parent)
    sys.path.insert(0, beside)
    try:
        spec.loader.exec_module(module)
    except OverlayError:
        raise
    except (Exception, SystemExit) as error:
        raise ConfigError(f"{path}: cannot be loaded: {type(error).__name__}: {error}{_line(error, path)}") from error
    finally:
        sys.path.remove(beside)
    return module


def _line(error: BaseException, path: Path) -> str:
    """Where in a file it went wrong."""
    if isinstance(error, SyntaxError):
        return ""
    lines, step = [], error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == str(path):
            lines.append(step.tb_lineno)
        step = step.tb_next
    return f" (line {lines[-1]})" if lines else ""
