"""Compiled code that is kept: what is not bit for bit as it was written never runs, and a cache stops nobody."""

import errno
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from data.base.cache import keep_bytes
from engine.fast import code_key as keys
from engine.fast import compiled as subject
from engine.fast.compiled import compiled
from engine.words import words

pytest.importorskip("numba")
ROOT = Path(__file__).parents[3]
TWICE = "def run(x):\n    return 2.0 * x\n"


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path / "cache"))
    yield tmp_path / "cache"
    subject._dispatcher.cache_clear()


@pytest.fixture
def asked(written):
    """Asks as a process of its own would; whether it had to compile."""
    run = written("twice", TWICE).run

    def ask():
        subject._dispatcher.cache_clear()
        told = []
        assert compiled(run, told.append, words())(3.0) == 6.0
        return bool(told)

    return ask


def flipped(content, place):
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: b"",
        lambda content: content[:50],
        lambda content: content[:-1],
        lambda content: content + b"\0",
        lambda content: flipped(content, 0),
        lambda content: flipped(content, len(content) // 2),
        lambda content: bytes(len(content)),
    ],
    ids=["emptied", "torn", "a byte less", "a byte more", "a bit of its seal", "a bit of its code", "zeros"],
)
def test_what_is_damaged_is_compiled_again_once(asked, own_cache, harm):
    assert asked()
    assert not asked()
    (file,) = own_cache.rglob("*.nbc")
    file.write_bytes(harm(file.read_bytes()))
    assert asked()
    assert not asked()


@pytest.mark.parametrize("content", [b"no pickle", pickle.dumps(()), pickle.dumps((None,) * 9)])
def test_what_is_as_it_was_written_and_yet_no_code_is_compiled_again_once(asked, own_cache, content):
    asked()
    (file,) = own_cache.rglob("*.nbc")
    keep_bytes(file, content)
    assert asked()
    assert not asked()


def full(*_, **__):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.pages
def test_on_a_full_disk_it_is_compiled_each_time(asked, own_cache, monkeypatch):
    monkeypatch.setattr(Path, "write_bytes", full)
    assert asked()
    assert asked()
    assert {path.name for path in own_cache.rglob("*") if path.is_file()} == {"alone.lock"}


def test_where_nobody_can_be_kept_waiting_each_compiles_for_itself(asked, monkeypatch):
    monkeypatch.setattr(keys.locks, "alone", full)
    assert asked()
    assert not asked(), "and reads what is kept all the same"


def test_two_functions_of_one_file_are_kept_apart(written):
    two = written("two", "def one(x):\n    return x + 1.0\n\ndef other(x):\n    return x + 2.0\n")
    for _ in range(2):
        assert [compiled(one, id, words())(1.0) for one in (two.one, two.other)] == [2.0, 3.0]
        subject._dispatcher.cache_clear()


ASKED = """
from engine.fast.compiled import compiled
from data.pricing.black76 import normal_cdf
from engine.words import words
told = []
compiled(normal_cdf, told.append, words())(0.5)
print(len(told))
"""


@pytest.mark.pages
def test_of_two_processes_one_compiles():
    both = [subprocess.Popen([sys.executable, "-c", ASKED], cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)]
    counts = sorted(int(one.communicate()[0]) for one in both)
    assert counts[0] == 0 < counts[1]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
def test_a_pipe_as_lock_is_waited_for_by_nobody(tmp_path):
    os.mkfifo(tmp_path / "alone.lock")
    with keys.alone(tmp_path):
        (tmp_path / "code").touch()
    assert (tmp_path / "code").exists()
