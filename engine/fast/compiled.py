"""Compiles a function of ours with all that it calls, where numba is installed; the one file that imports numba.

Nothing that is compiled knows of it: functions are plain Python, found by their names (`engine.fast.reach`). Arithmetic
keeps the order and the roundings of Python: no `fastmath`, no fused multiplication and addition, and what is divided by
zero raises.
"""

import pickle
import platform
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from warnings import catch_warnings, filterwarnings

from data.base.cache import keep_bytes, kept_bytes
from data.base.errors import ConfigError, MissingPackage
from engine.fast.code_key import alone, code_key, folder_of
from engine.fast.reach import reachable
from engine.words import Words

Tell = Callable[[str], None]
SECONDS_A_BYTE = 0.45e-3
"""What it takes to compile, by the bytes of Python's own code: 26 s for 246 functions of 57,908 bytes."""
SECONDS_A_SESSION = 25e-6
"""What a session of pattern A takes in plain Python."""
OPTIONS = {"nogil": True, "_nrt": False}
"""Several threads may run; and nothing is allocated within a loop, so that no references have to be counted."""
_INNER: set[Callable[..., Any]] = set()
"""Functions that compiled ones may call, as numba has been told."""


def will_compile(*, wish: bool | None) -> bool:
    """Whether loops are compiled: as wished, and where nothing is wished if numba is there and not switched off
    (`NUMBA_DISABLE_JIT=1`). Raises `MissingPackage` for a wish that cannot be granted,
    `ConfigError` where numba cannot use what the environment says to it.
    """
    if wish is False:
        return False
    if wish and not _is_there():
        raise MissingPackage("a compiled loop", "numba")
    return _is_there() and not _numba().config.DISABLE_JIT


def tell_of_plain(sessions: int, tell: Tell, say: Words, runs: int = 1) -> None:
    """Tell that loops over so many sessions run as plain Python, and about how long one, or all of several, will
    take. Raises `ConfigError` as `will_compile` does.
    """
    seconds = sessions * SECONDS_A_SESSION
    if runs == 1:
        tell(say("fast.switched_off" if _is_there() else "fast.no_numba", seconds=seconds))
        return
    hours = runs * seconds / 3600.0
    tell(say("fast.switched_off_for_all" if _is_there() else "fast.no_numba_for_all", hours=hours))


def compiled(function: Callable[..., Any], tell: Tell, say: Words) -> Callable[..., Any]:
    """The function as compiled code, compiled when it is first called, and told of while that lasts.

    Code is kept in the cache folder under a key of all that it was made from. Several threads may call it at once; of
    several processes one compiles, and the others wait for its code. Raises `ConfigError` as `will_compile` does.
    """
    folder = folder_of(code_key(function, *_surroundings()))
    dispatcher, ours = _dispatcher(function, folder), reachable(function)
    seconds = SECONDS_A_BYTE * len(b"".join(one.__code__.co_code for one in ours))

    def hear(place: int) -> None:
        tell(say("fast.compiling", place=place, count=len(ours), seconds=seconds))

    listener = _listener()(ours, hear)

    def run(*arguments: Any) -> Any:
        if dispatcher.overloads:
            return dispatcher(*arguments)
        with alone(folder), _numba().core.event.install_listener("numba:compile", listener):
            return dispatcher(*arguments)

    return run


@cache
def _dispatcher(function: Callable[..., Any], folder: Path) -> Any:
    numba = _numba()
    with numba.core.compiler_lock.global_compiler_lock:
        for one in reachable(function)[1:]:
            if one not in _INNER:
                numba.extending.register_jitable(one)
                _INNER.add(one)
        dispatcher = numba.njit(**OPTIONS)(function)
        dispatcher._cache = _KeptCode(function, folder)  # noqa: SLF001  (numba's own runs what a torn file says)
        return dispatcher


class _KeptCode:
    """Code of a function by its signature, in a folder, as numba asks its cache for it. What is not there, or not bit
    for bit as it was written, is compiled; what cannot be written is done without.
    """

    def __init__(self, function: Callable[..., Any], folder: Path) -> None:
        self._function, self._folder = (function.__module__, function.__qualname__), folder

    def _path(self, signature: Any) -> Path:
        return self._folder / f"{sha256(repr((self._function, signature)).encode()).hexdigest()[:32]}.nbc"

    def load_overload(self, signature: Any, target: Any) -> Any:
        content = kept_bytes(self._path(signature))
        if content is None:
            return None
        target.refresh()
        with suppress(Exception):
            # of this very program, versions and processor, by the folder's name
            return _numba().core.compiler.CompileResult._rebuild(target, *pickle.loads(content))  # noqa: S301, SLF001
        return None

    def save_overload(self, signature: Any, made: Any) -> None:
        if not made.library.has_dynamic_globals:  # addresses of this process
            with suppress(OSError):
                keep_bytes(self._path(signature), _numba().core.serialize.dumps(made._reduce()))  # noqa: SLF001


@cache
def _listener() -> Any:
    """A class of numba's listeners, which can be named once numba is there."""
    from numba.core.event import Listener  # noqa: PLC0415

    class Begun(Listener):
        """Hears which functions of some begin to be compiled, and says how many have: of each once, though several
        threads wait for it.
        """

        def __init__(self, ours: list[Callable[..., Any]], hear: Callable[[int], None]) -> None:
            self._ours, self._hear = ours, hear
            self._begun: set[Callable[..., Any]] = set()

        def on_start(self, event: Any) -> None:
            begins = event.data["dispatcher"].py_func
            if begins in self._ours and begins not in self._begun:
                self._begun.add(begins)
                self._hear(len(self._begun))

        def on_end(self, event: Any) -> None:
            """Of no interest: the outermost function begins first and ends last."""

    return Begun


def _surroundings() -> tuple[str, ...]:
    """Versions and the processor, of which compiled code is made too."""
    from numba.core.registry import cpu_target  # noqa: PLC0415

    versions = [version(one) for one in ("numba", "llvmlite", "numpy")]
    return (*versions, platform.python_version(), repr(cpu_target.target_context.codegen().magic_tuple()))


def _is_there() -> bool:
    try:
        _numba()
    except ImportError:  # also one that does not fit the installed numpy
        return False
    return True


@cache
def _numba() -> Any:
    with catch_warnings():
        filterwarnings("error", "Environment variable", RuntimeWarning)
        try:
            import numba.core.compiler_lock  # noqa: PLC0415
            import numba.core.event  # noqa: PLC0415
            import numba.extending  # noqa: PLC0415
        except (RuntimeWarning, ValueError) as error:
            found = re.search(r"NUMBA_\w+", str(error))
            name = found[0] if found else "NUMBA_NUM_THREADS"
            raise ConfigError(
                f"the environment variable {name} has a value that numba cannot use; give another, or leave it out"
            ) from None
    return numba
