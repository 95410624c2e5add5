"""The second driver: the sessions of an account as one loop over plain records, compiled where numba is installed."""

from typing import Any


def __getattr__(name: str) -> Any:
    """`simulate`, which needs the whole program, once it is asked for."""
    if name != "simulate":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from engine.fast.simulate import simulate  # noqa: PLC0415  (a part of the loop must be had without the rest)

    return simulate
