"""What the system refuses of a name is a sentence of any command, and what is none of its refusals stays a bug."""

import errno
import json
import os

import numpy as np
import pyarrow as pa
import pytest

from engine.cli.of_the_system import CURES, of_the_system
from tests.support.commands import outside

LONG = "a" * 300


def test_it_says_which_name_why_and_what_would_be_right():
    error = OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), "results/b")
    assert of_the_system(error) == "results/b: cannot be used (File name too long); give a shorter name"


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        np._core._exceptions._ArrayMemoryError((9,), np.dtype("f8")),
        pa.lib.ArrowMemoryError("malloc failed"),
    ],
)
def test_too_little_memory_is_one_sentence_of_any_command(tmp_path, monkeypatch, error, language):
    def fail(*_):
        raise error

    monkeypatch.setattr("engine.account.profiles.profile_rows", fail)
    done = outside("profiles", "--json", env={**os.environ, "OVERLAY_LANG": language}, cwd=tmp_path)
    said = "there is not enough memory for this" if language == "en" else "メモリが足りません"
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert done.stderr.startswith(f"overlay: {said}")
    assert json.loads(done.stdout)["error"]["kind"] == "MemoryError"


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(errno.ENOENT, "No such file", "a"),
        OSError(errno.ENAMETOOLONG, "File name too long"),
        OSError("of a library"),
        ValueError("of ours"),
    ],
)
def test_a_file_that_is_not_there_and_errors_of_ours_are_told_by_nobody_else(error):
    assert of_the_system(error) is None


def test_no_cure_is_said_of_a_file_that_is_not_there():
    assert errno.ENOENT not in CURES


@pytest.mark.parametrize(
    "line",
    [
        ("show", LONG, "--in", LONG),
        ("rerun", "a", "--in", LONG),
        ("data", "check", LONG),
        ("size", LONG),
        ("run", "--set", f"account.profile_file={LONG}"),
        *(
            pytest.param(line, marks=pytest.mark.pages)
            for line in (
                ("report", LONG),
                ("check-strategy", f"{LONG}.py:Own"),
                ("paper", "status", LONG),
                ("run", "--market", LONG),
            )
        ),
    ],
)
def test_a_name_that_no_file_can_have_is_a_sentence_of_every_command(line, tmp_path):
    done = outside(*line, cwd=tmp_path)
    assert done.returncode in {1, 2}, done.stderr
    assert LONG in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
