"""Which program this process runs: what has to be the same wherever runs that are to agree are made."""

from functools import cache
from socket import gethostname
from typing import NamedTuple

from data.base.cache import files_hash
from data.base.errors import WorkerError
from engine.manifest.manifest import ROOT, facts_hash, software

PACKAGES = ("data", "strategies", "engine")


class Program(NamedTuple):
    """SHA-256 of the program's own sources and of its facts, and (name, version) of what a result depends on."""

    sources: str
    facts: str
    software: tuple[tuple[str, str], ...]


@cache
def program() -> Program:
    """The program of this process."""
    return Program(sources_hash(), facts_hash(), software())


@cache
def sources_hash() -> str:
    """SHA-256 of the program's own sources."""
    return files_hash(sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")))


def require_same(asks: Program) -> None:
    """Raises `WorkerError` where the program that asks is not the one of this process."""
    different = _different(asks, program())
    if different:
        raise WorkerError(
            f"the worker on {gethostname()} has another program than the one that asks: {different}; let both have the "
            "same revision, installed by its lock"
        )


def _different(asks: Program, ours: Program) -> str:
    """What differs, in words; empty where nothing does."""
    there = dict(ours.software)
    other = [f"{name} {there.get(name)} instead of {ours}" for name, ours in asks.software if there.get(name) != ours]
    other += ["other sources"] if asks.sources != ours.sources else []
    other += ["other facts"] if asks.facts != ours.facts else []
    return ", ".join(other)
