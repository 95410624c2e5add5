"""Hashes of the tables of runs: what two versions of Python, or of the code, must agree on to the last bit.

python -m tests.golden.content_hashes            prints those of two years, with what they were made with
python -m tests.golden.content_hashes --whole    those of every session of the market that comes with the program
python -m tests.golden.content_hashes --write    keeps both beside this file
"""

import json
import platform
import re
import sys
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement

from data.market.embedded import embedded_market
from engine import backtest, load_config
from engine.plugs.pattern import PATTERNS

FILE, LOCK = Path(__file__).with_suffix(".json"), Path(__file__).parents[2] / "requirements.lock"
WHOLE = FILE.with_name("whole_hashes.json")
PERIOD = ["period.start=2007-01-03", "period.end=2008-12-31"]
PACKAGES = ("numpy", "pandas", "pyarrow", "exchange-calendars", "backtrader")


def found(period=PERIOD):
    """Machine and C library (they compute exponentials and logarithms), Python, versions of packages; pattern -> table
    -> SHA-256 of its content.
    """
    return {
        "machine": f"{platform.machine()} {' '.join(platform.libc_ver())}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "hashes": {pattern: tables_of(pattern, period) for pattern in PATTERNS.names()},
    }


def tables_of(pattern, period=PERIOD):
    result = backtest(load_config(None, period, pattern=pattern), embedded_market())
    return {name: told["content_sha256"] for name, told in result.manifest["tables"].items()}


def not_as_locked(told):
    """Packages whose version is not the one that the lock has for that Python."""
    lines = re.findall(r"^[\w.-]+==[^\\\n]+", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    python = {"python_full_version": told["python"], "python_version": ".".join(told["python"].split(".")[:2])}
    asked = {
        one.name: one.specifier for one in map(Requirement, lines) if one.marker is None or one.marker.evaluate(python)
    }
    return [name for name, has in told["versions"].items() if has not in asked[name.lower()]]


def as_text(told):
    return f"{json.dumps(told, indent=1)}\n"


if __name__ == "__main__":
    if "--write" in sys.argv:
        FILE.write_text(as_text(found()), encoding="utf-8")
        WHOLE.write_text(as_text(found(())), encoding="utf-8")
    else:
        sys.stdout.write(as_text(found(() if "--whole" in sys.argv else PERIOD)))
