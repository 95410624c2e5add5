"""What a strategy of one's own fails with, in a sentence."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.base.errors import ConfigError, LookAheadError, OverlayError
from engine.bt.own_strategy import OwnStrategy


@contextmanager
def blamed(own: OwnStrategy) -> Iterator[None]:
    """Run what is of a strategy: whatever its code raises is a `ConfigError` with the file and the line; our own errors
    stay as they are, but for that of a look ahead.
    """
    try:
        yield
    except LookAheadError as error:
        raise ConfigError(f"{own.place}: looks ahead: {error} ({_place(error, own)})") from error
    except OverlayError:
        raise
    except (Exception, SystemExit) as error:
        raise ConfigError(f"{own.place}: ends in {type(error).__name__}: {error} ({_place(error, own)})") from error


def _place(error: BaseException, own: OwnStrategy) -> str:
    """The last line of the strategy's module on the way to an error, of any other code where there is none."""
    steps = list(traceback.walk_tb(error.__traceback__))
    theirs = [one for one in steps if one[0].f_globals.get("__name__") == own.kind.__module__]
    frame, line = (theirs or steps)[-1]
    return f"{Path(frame.f_code.co_filename).name}, line {line}"
