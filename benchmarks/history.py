"""What `make bench` found, run after run: a line of JSON each, only ever added to."""

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.manifest.manifest import code_revision, software

FILE = Path(__file__).with_name("history.jsonl")


def entry(ratios: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """A run's ratios by measurement (`ratio`, `best`, `bound`), with when and on what they were measured; no seconds,
    which are a machine's own.
    """
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": code_revision(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "software": dict(software()),
        "ratios": {name: {key: float(f"{value:.4g}") for key, value in told.items()} for name, told in ratios.items()},
    }


def append(found: Mapping[str, Any], path: Path = FILE) -> None:
    """Add a line at the end; what stands in the file is not touched."""
    with path.open("a+b") as file:
        torn = file.tell() and path.read_bytes()[-1:] != b"\n"
        file.write((b"\n" if torn else b"") + json.dumps(found).encode() + b"\n")


def entries(path: Path = FILE) -> list[dict[str, Any]]:
    """All runs, the oldest first; none where nothing was ever measured."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
