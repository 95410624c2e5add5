"""Index paths without chance, whose results are known beforehand: relative to the level
at the start, shape (sessions,).
"""

from collections.abc import Sequence

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day
from data.base.errors import ConfigError


def constant_growth(days: Sequence[Day], growth: float) -> Floats:
    """exp(growth x years), years in calendar days / 365; `growth` is an annual decimal, 0 for a flat
    market, negative for one that falls.

    >>> constant_growth([0, 365], 0.0).tolist()
    [1.0, 1.0]
    """
    elapsed = np.asarray(days, dtype=np.float64) - days[0]
    return np.asarray(np.exp(growth * elapsed / 365.0))


def single_crash(sessions: int, depth: float, *, at: int, fall: int = 1, recovery: int = 1) -> Floats:
    """1 until row `at`, then `fall` sessions down to 1 - `depth` (0.5: to a half) and `recovery` sessions up to 1, each
    at an even rate. Raises `ConfigError` where it does not fit.

    >>> single_crash(5, 0.5, at=1, fall=1, recovery=1).round(6).tolist()
    [1.0, 1.0, 0.5, 1.0, 1.0]
    """
    _check_depth(depth)
    if at < 0 or fall < 1 or recovery < 1 or at + fall + recovery > sessions - 1:
        raise ConfigError(
            f"a crash from row {at} with {fall} sessions down and {recovery} up does not fit {sessions} sessions"
        )
    return _through(sessions, (at, at + fall, at + fall + recovery), (0.0, float(np.log(1.0 - depth)), 0.0))


def v_shape(sessions: int, depth: float) -> Floats:
    """Down to 1 - `depth` (0.5: to a half) in the middle and up to 1 at the end, at an even rate. Raises
    `ConfigError` for a depth that is no share.
    """
    _check_depth(depth)
    middle = (sessions - 1) // 2
    return _through(sessions, (0, middle, 2 * middle), (0.0, float(np.log(1.0 - depth)), 0.0))


def sawtooth(sessions: int, swing: float, period: int) -> Floats:
    """Straight lines between 1 + `swing` and 1 - `swing`, from 1 upwards; `period` sessions
    from top to top, divisible by four.

    The mean of any `period` closes in a row is 1, and they are above it as often as below: an average
    of so many sessions stands still and is crossed twice a period. Raises `ConfigError` for another
    period, and a swing that is no share.

    >>> sawtooth(5, 0.05, 4).tolist()
    [1.0, 1.05, 1.0, 0.95, 1.0]
    """
    _check_depth(swing)
    if period < 4 or period % 4:
        raise ConfigError(f"period of a sawtooth {period}: should be 4 or a multiple of it, in sessions")
    quarters = 4.0 * np.arange(sessions) / period
    return np.asarray(1.0 + swing * (1.0 - np.abs((quarters + 3.0) % 4.0 - 2.0)) * -1.0)


def _through(sessions: int, rows: Sequence[int], logs: Sequence[float]) -> Floats:
    return np.asarray(np.exp(np.interp(np.arange(sessions), rows, logs)))


def _check_depth(depth: float) -> None:
    if not 0.0 <= depth < 1.0:
        raise ConfigError(f"depth {depth}: should be a share of the index, at least 0 and below 1")
