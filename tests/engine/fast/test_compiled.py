"""Compiled code gives the bits of Python, is kept under a key of all it was made from, and says when it is made."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import pytest

from data.base.errors import MissingPackage
from engine.fast import code_key as keys
from engine.fast import compiled as subject
from engine.fast.code_key import code_key, folder_of
from engine.fast.compiled import compiled, tell_of_plain, will_compile
from engine.fast.records import record_dtype
from engine.words import words

numba = pytest.importorskip("numba")
ROOT = Path(__file__).parents[3]
PRICES = """
from math import exp, log
from data.pricing.black76 import futures_fair_value, normal_cdf

def fused(x, y, z):
    return x * y + z - exp(log(x) * y)

def run(x, y, z):
    return fused(x, y, z) * normal_cdf(z) + futures_fair_value(x, y, z, 0.25)

def divided(x):
    return 1.0 / x
"""
LOOP = """
STEP = 2

def grow(one, k):
    one.size += STEP * k
    one.mark = one.mark * 1.5 + one.size
    one.call = not one.call

def run(rows, n):
    for k in range(n):
        grow(rows[k % len(rows)], k)
    return rows[0].mark
"""


@dataclass(slots=True)
class Position:
    size: int
    mark: float
    call: bool


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path / "cache"))
    yield tmp_path / "cache"
    subject._dispatcher.cache_clear()


def ignore(_text):
    """Nobody listens."""


def blank():
    return np.zeros(3, record_dtype(Position))


def made(function, tell=ignore):
    return compiled(function, tell, words())


@pytest.mark.pages
def test_bits_are_those_of_python(written):
    run = written("prices", PRICES).run
    chance = np.random.default_rng(5)
    fast = made(run)
    for _ in range(300):
        x, y, z = chance.uniform(1e-3, 3.0, 3).tolist()
        assert fast(x, y, z) == run(x, y, z)


def test_a_division_by_zero_raises_as_in_python(written):
    with pytest.raises(ZeroDivisionError):
        made(written("prices", PRICES).divided)(0.0)


@pytest.mark.pages
def test_a_loop_over_records_is_the_same_either_way(written):
    run = written("loop", LOOP).run
    plain, fast = [Position(0, 0.0, call=False) for _ in range(3)], blank()
    assert run(plain, 50) == made(run)(fast, 50)
    assert fast.tolist() == [astuple(one) for one in plain]


@pytest.mark.pages
def test_it_is_told_once_of_each_function_while_it_is_compiled(written):
    run = written("loop", LOOP).run
    told = []
    fast = made(run, told.append)
    assert told == []
    fast(blank(), 5)
    assert told == [f"compiling the fast driver (once, about 0 s): {place} of 2" for place in (1, 2)]
    fast(blank(), 5)
    subject._dispatcher.cache_clear()
    made(run, told.append)(blank(), 5)
    assert len(told) == 2, "the second time it is read from the cache"


def test_threads_that_wait_for_one_compilation_hear_of_it_once(written):
    run = written("twice", "def twice(x):\n    return 2.0 * x\n\ndef run(x):\n    return twice(x) + 1.0\n").run
    told = []
    fast = made(run, told.append)
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(fast, [1.0, 2.0, 3.0, 4.0])) == [3.0, 5.0, 7.0, 9.0]
    assert len(told) == len(set(told)) == 2


@pytest.mark.pages
def test_code_is_kept_in_the_cache_folder_and_nowhere_else(written, own_cache, tmp_path):
    before = numba.config.CACHE_DIR
    run = written("prices", PRICES).run
    made(run)(0.5, 0.5, 0.5)
    assert before == numba.config.CACHE_DIR
    (folder,) = (own_cache / "compiled").iterdir()
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {".nbc", ".lock"}
    outside = [path for path in tmp_path.rglob("*") if path.suffix in {".nbi", ".nbc"} and folder not in path.parents]
    assert outside == []
    assert not [*(ROOT / "data" / "pricing").rglob("*.nb?"), *(ROOT / "engine" / "fast").rglob("*.nb?")]


@pytest.mark.pages
def test_where_nothing_can_be_kept_it_is_compiled_each_time(written, own_cache, tmp_path):
    own_cache.write_text("a file where a folder should be")
    run = written("prices", PRICES).run
    assert made(run)(0.5, 0.5, 0.5) == run(0.5, 0.5, 0.5)
    assert list(tmp_path.rglob("*.nb?")) == []


def test_the_newest_folders_stay(own_cache):
    names = [f"{day:032x}" for day in range(1, 15)]
    for day, name in enumerate(names):
        folder = own_cache / "compiled" / name
        (folder / "fast").mkdir(parents=True)
        for file in ("fast/loop.nbi", "fast/loop.1.nbc", "alone.lock"):
            (folder / file).touch()
        os.utime(folder, (day, day))
    now = folder_of("0" * 64)
    assert {one.name for one in now.parent.iterdir()} == {"0" * 32, *names[3:]}
    assert keys.KEPT == 12


def test_folders_that_hold_anything_else_stay_however_old(own_cache):
    names = ["thesis", *(f"{day:032x}" for day in range(1, 15))]
    for day, name in enumerate(names):
        folder = own_cache / "compiled" / name
        folder.mkdir(parents=True)
        (folder / "thesis.txt").touch()
        os.utime(folder, (day, day))
    now = folder_of("0" * 64)
    assert {one.name for one in now.parent.iterdir()} == {"0" * 32, *names}


def test_a_key_is_of_sources_constants_and_surroundings(written, monkeypatch):
    loop = written("loop", LOOP)
    key = code_key(loop.run, "numba 1")
    assert code_key(loop.run, "numba 1") == key
    assert code_key(loop.run, "numba 2") != key
    monkeypatch.setattr(loop, "STEP", 3)
    assert code_key(loop.run, "numba 1") != key
    monkeypatch.undo()
    again = written("loop", LOOP.replace("1.5", "1.25"))
    assert code_key(again.run, "numba 1") != key


ASKED = """
import json, sys
import numpy as np
from engine.fast.compiled import compiled
from engine.fast.outer import total
from engine.words import words
told = []
print(json.dumps([compiled(total, told.append, words())(3.0), len(told)]))
"""
OUTER = """
from data.base.inner import rate

def total(x):
    return rate(x) + 1.0
"""
INNER = """
from data.base.constants import FACTOR

def rate(x):
    return FACTOR * x
"""


@pytest.fixture
def copied(tmp_path):
    """A copy of what the room is made of, with a loop in it whose arithmetic stands in two other files."""
    for package in ("data/base", "engine/words", "engine/fast"):
        shutil.copytree(ROOT / package, tmp_path / "tree" / package, ignore=shutil.ignore_patterns("__pycache__"))
    tree = tmp_path / "tree"
    for top in ("data", "engine"):
        (tree / top / "__init__.py").write_text("")
    (tree / "engine" / "fast" / "outer.py").write_text(OUTER)
    (tree / "data" / "base" / "inner.py").write_text(INNER)
    (tree / "data" / "base" / "constants.py").write_text("FACTOR = 2.0\n")
    return tree


@pytest.mark.pages
def test_an_answer_changes_with_a_source_two_files_away(copied, tmp_path):
    def asked():
        where = os.environ | {"PYTHONPATH": str(copied), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, "-P", "-c", ASKED], cwd=tmp_path, env=where, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert asked() == "[7.0, 2]"
    inner = copied / "data" / "base" / "inner.py"
    inner.write_text(INNER.replace("FACTOR * x", "FACTOR * x * x"))
    assert asked() == "[19.0, 2]"
    (copied / "data" / "base" / "constants.py").write_text("FACTOR = 4.0\n")
    assert asked() == "[37.0, 2]"
    assert not list(copied.rglob("*.nb?"))


WHOLE = """
from engine.fast.prepare import prepare
from engine.fast.reach import reachable
from engine.fast.session import run_from
from engine.fast.simulate import Loop
from engine.settings.run_config import RunConfig
told = []
loop = Loop(prepare(RunConfig()), told.append, compiled=True)
loop.summary(loop.plans([loop.prepared.plan])[0])
print(len(told), len(reachable(run_from)))
"""


@pytest.mark.pages
def test_all_that_the_loop_reaches_is_compiled():
    done = subprocess.run([sys.executable, "-c", WHOLE], cwd=ROOT, capture_output=True, text=True, check=True)
    compiled_ones, reached = map(int, done.stdout.split())
    assert compiled_ones == reached > 200


@pytest.mark.pages
def test_numba_alone_would_give_the_old_answer(written, monkeypatch, tmp_path):
    """The reason for a key: numba's index looks at the outermost function's file."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "numba"))
    inner = written("inner", "def rate(x):\n    return 2.0 * x\n")
    outer = "from engine.fast.inner import rate\n\ndef total(x):\n    return rate(x)\n"

    def asked():
        return numba.njit(cache=True)(written("outer", outer).total)(3.0)

    numba.extending.register_jitable(inner.rate)
    assert asked() == 6.0
    numba.extending.register_jitable(written("inner", "def rate(x):\n    return 5.0 * x\n").rate)
    assert asked() == 6.0


def test_a_wish_decides_and_else_what_is_there(monkeypatch):
    assert will_compile(wish=None) is will_compile(wish=True) is True
    assert will_compile(wish=False) is False
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    assert will_compile(wish=None) is False
    monkeypatch.setattr(subject, "_is_there", lambda: False)
    assert will_compile(wish=None) is False
    with pytest.raises(MissingPackage, match="a compiled loop needs the package numba; install it with: python"):
        will_compile(wish=True)


@pytest.mark.parametrize(("there", "said"), [(False, "numba is not installed"), (True, "NUMBA_DISABLE_JIT is set")])
def test_a_plain_loop_says_why_and_how_long(there, said, monkeypatch):
    monkeypatch.setattr(subject, "_is_there", lambda: there)
    told = []
    tell_of_plain(400_000, told.append, words())
    assert told[0].startswith(f"{said}, so the fast driver runs as plain Python: about 10.0 s a run")
    assert np.isclose(400_000 * subject.SECONDS_A_SESSION, 10.0)


@pytest.mark.pages
@pytest.mark.parametrize(("name", "value"), [("NUMBA_NUM_THREADS", "0"), ("NUMBA_NUM_THREADS", "abc")])
def test_what_the_environment_says_to_numba_and_it_cannot_use_is_refused_in_a_sentence(name, value):
    asked = [sys.executable, "-c", "from engine.fast.compiled import will_compile; will_compile(wish=None)"]
    done = subprocess.run(asked, cwd=ROOT, env={**os.environ, name: value}, capture_output=True, text=True, check=False)
    assert (
        f"ConfigError: the environment variable {name} has a value that numba cannot use; give another" in done.stderr
    )
    assert "Warning" not in done.stderr
