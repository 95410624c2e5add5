"""The same run has the same bits: today and when its hashes were kept, and under every Python."""

import json
import os
import platform
import subprocess
from pathlib import Path

import pytest

from engine.plugs.pattern import PATTERNS
from tests.golden.content_hashes import FILE, LOCK, WHOLE, found, not_as_locked, tables_of

REWRITE = "python -m tests.golden.content_hashes --write"
KEPT = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ours():
    told = found()
    if odd := not_as_locked(told):
        pytest.skip(f"not the versions of requirements.lock: {', '.join(odd)}")
    return told


@pytest.fixture(scope="module")
def of_another_python(tmp_path_factory):
    """What a run under another version of Python gives, from a market that it builds itself."""

    def run(minor):
        if platform.python_version_tuple()[:2] == tuple(minor.split(".")):
            pytest.skip("this is the Python of these tests")
        python = next(filter(has_the_packages, pythons(minor)), None)
        if python is None:
            pytest.skip(f"no python{minor} with the packages is on the path")
        folder = tmp_path_factory.mktemp("another")
        metadata = folder / "mmf_overlay-0.dist-info" / "METADATA"
        metadata.parent.mkdir()
        metadata.write_text("Metadata-Version: 2.1\nName: mmf-overlay\nVersion: 0\n")
        where = {"PYTHONPATH": f"{LOCK.parent}{os.pathsep}{folder}", "OVERLAY_CACHE": str(folder)}
        command = [python, "-W", "ignore", "-m", "tests.golden.content_hashes"]
        done = subprocess.run(command, env=os.environ | where, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    return run


def pythons(minor):
    folders = (Path(folder) for folder in os.environ["PATH"].split(os.pathsep))
    return (str(folder / f"python{minor}") for folder in folders if (folder / f"python{minor}").exists())


def has_the_packages(python):
    needed = "import backtrader, exchange_calendars, packaging, pyarrow, pydantic"
    return subprocess.run([python, "-W", "ignore", "-c", needed], capture_output=True, check=False).returncode == 0


def test_the_tables_of_a_pattern_are_those_that_were_kept(ours):
    if ours["machine"] != KEPT["machine"]:
        pytest.skip(f"kept on {KEPT['machine']}, this is {ours['machine']}")
    assert ours["hashes"] == KEPT["hashes"], f"if results were meant to change: {REWRITE}"


@pytest.mark.pages
def test_the_tables_of_every_session_are_those_that_were_kept(ours):
    kept = json.loads(WHOLE.read_text(encoding="utf-8"))
    if ours["machine"] != kept["machine"]:
        pytest.skip(f"kept on {kept['machine']}, this is {ours['machine']}")
    now = {pattern: tables_of(pattern, ()) for pattern in PATTERNS.names()}
    assert now == kept["hashes"], f"if results were meant to change: {REWRITE}"


@pytest.mark.pages
@pytest.mark.parametrize("minor", ["3.11", "3.12", "3.13", "3.14"])
def test_another_python_gives_the_same_tables(ours, of_another_python, minor):
    theirs = of_another_python(minor)
    if odd := not_as_locked(theirs):
        pytest.skip(f"python{minor} has not the versions of requirements.lock: {', '.join(odd)}")
    assert theirs["hashes"] == ours["hashes"]
