"""Standard output that takes nothing, is closed, or nobody reads any more."""

import io
import os
import subprocess
import sys

import pytest

from engine.cli import streams
from engine.cli.streams import Heeded, lost_output

LOST = "overlay: standard output cannot be written (No space left on device); send it where there is room\n"

NOBODY = "overlay: nobody answers: give --account, or --yes for what is usual"


@pytest.fixture
def stream(monkeypatch):
    """Standard output as this file, heeded."""
    handles = []

    def as_output(handle):
        handles.append(handle)
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(Heeded(handle)), "utf-8"))
        return sys.stdout

    yield as_output
    for one in handles:
        os.close(one)


def test_what_cannot_be_written_is_taken_and_told_afterwards(stream):
    full = stream(os.open("/dev/full", os.O_WRONLY))
    full.write("line\n" * 10_000)
    full.flush()
    assert lost_output() == "No space left on device"


def test_what_arrives_is_not_told(stream, tmp_path):
    stream(os.open(tmp_path / "file", os.O_WRONLY | os.O_CREAT)).write("line\n")
    assert lost_output() == ""
    assert (tmp_path / "file").read_text() == "line\n"


def test_where_nobody_reads_any_more_it_says_so_once_and_it_is_no_error(stream):
    reader, writer = os.pipe()
    os.close(reader)
    pipe = stream(writer)
    pipe.write("line\n")
    with pytest.raises(BrokenPipeError):
        pipe.flush()
    pipe.write("line\n")
    pipe.flush()
    assert lost_output() == ""


def test_a_stream_of_somebody_else_is_left_alone(monkeypatch):
    own = io.StringIO()
    monkeypatch.setattr(sys, "stdout", own)
    monkeypatch.setattr(sys, "stderr", own)
    streams.prepare()
    assert sys.stdout is own
    assert lost_output() == ""


@pytest.mark.pages
@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["profiles"], 2, LOST),
        (["profiles", "--json"], 2, LOST),
        (["--help"], 2, LOST),
        (["ls", "none"], 2, "overlay: none: there is no such folder; "),
        (["ls", "none", "--json"], 2, "overlay: none: there is no such folder; "),
    ],
)
@pytest.mark.parametrize("buffered", ["", "1"])
def test_a_command_on_a_full_device_says_one_sentence(tmp_path, arguments, status, said, buffered):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "mmf_overlay", *arguments], stdout=full, stderr=subprocess.PIPE, text=True,
            cwd=tmp_path, env={**os.environ, "PYTHONUNBUFFERED": buffered, "LANG": "C.UTF-8"}, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (status, 1)
    assert done.stderr.startswith(said)


@pytest.mark.pages
@pytest.mark.parametrize(
    ("closed", "status"), [("<&-", 0), (">&-", 0), ("2>&-", 0), ("<&- >&- 2>&-", 0), ("2>/dev/full", 0)]
)
def test_a_command_whose_streams_are_closed_does_its_work(tmp_path, closed, status):
    asked = f"exec {sys.executable} -m mmf_overlay plan --yes --no-check {closed}"
    done = subprocess.run(["sh", "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (status, "")
    assert (tmp_path / "plan.toml").read_text().endswith("\n")


@pytest.mark.pages
def test_a_command_that_asks_where_nothing_can_be_typed_says_that_nobody_answers(tmp_path):
    asked = f"exec {sys.executable} -m mmf_overlay plan <&-"
    done = subprocess.run(["sh", "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, NOBODY)


def test_what_is_typed_and_no_text_is_read_as_signs_that_stand_for_none(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\n"), encoding="utf-8"))
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    monkeypatch.setattr("sys.stderr", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    streams.prepare()
    assert sys.stdin.readline() == "\ufffd\ufffd\n"
