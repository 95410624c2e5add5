"""A Backtrader strategy of one's own: loaded from its file, or as it is given."""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from inspect import getsourcefile
from pathlib import Path
from threading import RLock
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import backtrader as bt

from data.base.bounded import read_bytes
from data.base.errors import ConfigError, OverlayError
from data.base.meant import file_hint, is_file_there
from data.base.python_files import MOST, with_imports
from data.base.running_code import about_to_run

PLACE = "FILE.py:Class"
Strategy = type[bt.Strategy]
Setup = Callable[[bt.Cerebro], Any]
"""Adds to a run what goes with its strategy: feeds that are looked at, sizers, analyzers. Where the strategy trades on
its own feed, what it returns is that feed.
"""
_MAKES_CLASSES: str = bt.metabase.__name__
_OURS = "_of_ones_own_"
_OF_THIS_SESSION: dict[str, "OwnStrategy"] = {}
"""Classes that are in no file, by their names."""
_ONE_BY_ONE = RLock()
"""Held while a file is loaded: where modules are looked for is the same for all threads."""


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


def strategy_of(strategy: Strategy | str, setup: Setup | None = None) -> OwnStrategy:
    """A strategy as people name it: a class, or `FILE.py:Class`; with the `setup` of its module, or another. Raises
    `ConfigError` as `load_strategy` does, and for what is no strategy of Backtrader's.
    """
    if not isinstance(strategy, str):
        return given_strategy(strategy, setup)
    return given_strategy(load_strategy(strategy).kind, setup) if setup else load_strategy(strategy)


def given_strategy(kind: Strategy, setup: Setup | None = None) -> OwnStrategy:
    """A class of this session with the `setup` of its module, or another: a class that its file does not have at hand
    like that is known by its name alone, as long as this session lasts. Raises `ConfigError` for what is no strategy of
    Backtrader's.
    """
    _require_strategy(kind, repr(kind))
    module = sys.modules.get(kind.__module__)
    made = kind.__module__ == _MAKES_CLASSES  # by a call of `type`: the module is not where it was called
    try:
        source = None if made else getsourcefile(kind)
    except TypeError:
        source = None
    path = Path(source) if source and Path(source).is_file() else None
    usual = getattr(module, "setup", None)
    in_file = getattr(module, kind.__name__, None) is kind and setup in {None, usual}
    place = f"{_told(path)}:{kind.__name__}" if path and in_file else kind.__name__
    found = OwnStrategy(kind, place, setup or usual)
    if found.file is None:
        _OF_THIS_SESSION[found.place] = found
    return found


def code_hash(name: str) -> str:
    """SHA-256 of the code of a class that is in no file, and of its setup, once it was given in this session."""
    known = _OF_THIS_SESSION.get(name)
    theirs = [one for one in known.kind.__mro__ if not one.__module__.startswith("backtrader.")] if known else []
    found = [*(one for base in theirs for one in vars(base).values()), known and known.setup]
    told = repr([_code(one.__code__) for one in found if isinstance(one, FunctionType)])
    return hashlib.sha256(told.encode()).hexdigest()


def _code(code: CodeType) -> tuple[Any, ...]:
    """What a function does, without where it stands."""
    constants = [_code(one) if isinstance(one, CodeType) else one for one in code.co_consts]
    return code.co_code, code.co_names, code.co_varnames, constants


def _told(path: Path) -> str:
    """A path from the folder one works in, where it is below that."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def load_strategy(place: str) -> OwnStrategy:
    """The strategy of a file, `FILE.py:Class`, or `FILE.py` where that has but one; by its name alone that of this
    session which is in no file, once it was given.

    Raises `ConfigError` for a file that cannot be read or fails, and where no such strategy is in it.
    """
    if place in _OF_THIS_SESSION:
        return _OF_THIS_SESSION[place]
    name, colon, wanted = place.rpartition(":")
    path = Path(name if colon and name.endswith(".py") else place)
    if path.suffix != ".py" or not is_file_there(path):
        told = file_hint(path, f"give {PLACE}, such as crossing.py:Crossing")
        raise ConfigError(f"strategy {place!r}: there is no such file; {told}")
    try:
        read_bytes(path, MOST)
    except OSError as error:
        raise ConfigError(f"strategy {place!r}: {path} cannot be read ({error.strerror}); give {PLACE}") from None
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
        raise ConfigError(f"strategy {place} is no Backtrader strategy; give a class on bt.Strategy")


def _loaded(path: Path) -> ModuleType:
    """The module of a file, anew each time; it imports modules beside it, anew too, as where Python runs the file."""
    name = f"{_OURS}{path.stem}_{hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ConfigError(f"{path}: is no file of Python")
    about_to_run(path)
    sys.modules[name] = module = module_from_spec(spec)
    try:
        with _ONE_BY_ONE, _importing(path.resolve()):
            spec.loader.exec_module(module)
    except OverlayError:
        raise
    except (Exception, SystemExit) as error:
        raise ConfigError(f"{path}: cannot be loaded: {type(error).__name__}: {error}{_line(error, path)}") from error
    return module


@contextmanager
def _importing(path: Path) -> Iterator[None]:
    """Let a file import the modules of its folder, and leave those that others have of the same names as they are."""
    beside = {
        name for one in with_imports(path)[1:] for name in [one.parent.name if one.stem == "__init__" else one.stem]
    }
    before = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in beside}
    sys.path.insert(0, str(path.parent))
    # what was compiled of a file that is changed within a second would be taken for it
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes
        sys.path.remove(str(path.parent))
        for name in [name for name in sys.modules if name.partition(".")[0] in beside]:
            del sys.modules[name]
        sys.modules.update(before)


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
