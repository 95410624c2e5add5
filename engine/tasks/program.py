"""Which program this process runs: what has to be the same wherever runs that are to agree are made."""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from socket import gethostname
from typing import NamedTuple

from data.base.cache import files_hash
from data.base.errors import WorkerError
from engine.manifest.manifest import ROOT, facts_hash, inputs, software
from engine.settings.run_config import RunConfig

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


def key_of(question: str, configs: Sequence[RunConfig]) -> str:
    """SHA-256 of a question by its own digest, the files that its configurations name, the program, its facts and what
    it stands on: what is kept of an answer is gone on with under the same key alone.
    """
    made = [question, [inputs(config) for config in configs], software(), facts_hash(), sources_hash()]
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()


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
