"""Errors of somebody else's strategy, told as a mistake of its own and not of the program."""

import os
import sysconfig
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import backtrader as bt

from data.base.errors import ConfigError, DataError, LookAheadError, OverlayError
from engine.bt.own_strategy import OwnStrategy

_HOUSE = Path(__file__).parents[2]
_NOT_THEIRS = (
    *(str(_HOUSE / name) + os.sep for name in ("data", "strategies", "engine")),
    sysconfig.get_path("stdlib") + os.sep,
    "<frozen",
    "<string>",
)
"""Where code of the program and of Python begins."""
_INSTALLED = {"site-packages", "dist-packages"}
"""Folders of installed packages."""


class TooFewBars(ConfigError):  # noqa: N818  (reads as the sentence it prints)
    """There are fewer bars than the indicators of a strategy need."""


@contextmanager
def blamed(own: OwnStrategy) -> Iterator[list[bt.Cerebro]]:
    """A block in which a strategy runs, in the engine that is put into the list. Raises `ConfigError` for an error that
    came through a line of the strategy's or of what goes with it: where, in which session, what. Others pass.
    """
    running: list[bt.Cerebro] = []
    try:
        yield running
    except OverlayError as error:
        place = _place(error)
        if isinstance(error, LookAheadError):
            raise ConfigError(f"{own.place}: {place or 'it'}{_session(running)}: looks ahead: {error}") from error
        if place is None or type(error) not in {ConfigError, DataError}:
            raise
        raise type(error)(f"{own.place}: {place}{_session(running)}: {error}") from error
    except (Exception, SystemExit) as error:
        short = _too_short(running)
        if short:
            raise TooFewBars(f"{own.place}: {short}") from error
        place = _place(error) or _of_backtrader(error)
        if place is None:
            raise
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise ConfigError(f"{own.place}: {place}{_session(running)}: {what}") from error


def _place(error: BaseException) -> str | None:
    """The last line that is neither the program's nor of an installed package."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        file = Path(frame.f_code.co_filename)
        if not (str(file).startswith(_NOT_THEIRS) or _INSTALLED.intersection(file.parts)):
            return f"{file.name}, line {line}, in {frame.f_code.co_name}"
    return None


def _of_backtrader(error: BaseException) -> str | None:
    """The line in which it happened, where that is one of Backtrader's: what it was given was not ours."""
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    file = Path(frame.f_code.co_filename)
    return f"backtrader, {file.name}, line {line}" if bt.__name__ in file.parts else None


def _too_short(running: list[Any]) -> str:
    """That indicators need more bars than there are, at which Backtrader fails; nothing where they do not."""
    for strategy in _strategies(running):
        needs = zip(strategy.datas, strategy._minperiods, strict=False)  # noqa: SLF001  (told nowhere else)
        for data, needed in needs:
            if data.buflen() < needed:
                there, name = data.buflen(), data._name or "the feed"  # noqa: SLF001
                return f"its indicators need {needed} bars, and {name} has {there}; give a longer period"
    return ""


def _strategies(running: list[Any]) -> list[Any]:
    """Those that are made, or nearly."""
    return list(getattr(running[0], "runningstrats", ())) if running else []


def _session(running: list[Any]) -> str:
    """The session in which it happened; nothing before the first."""
    strategies = _strategies(running)
    if not strategies or not len(strategies[0]):
        return ""
    return f", on {strategies[0].datetime.date(0).isoformat()}"
