"""`make bench` keeps what it found: a line a run, that can be read again, and nothing that stood there is touched."""

import json
import re
from importlib import import_module
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
RATIOS = {"(a) in process": {"ratio": 0.41234, "best": 0.4, "bound": 0.5}}


@pytest.fixture
def room(monkeypatch):
    """Modules of benchmarks/, which is a folder of scripts."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    return import_module


@pytest.fixture
def history(room):
    return room("history")


def test_a_line_is_read_back_as_it_was_told(history, tmp_path):
    found = history.entry(RATIOS)
    history.append(found, tmp_path / "history.jsonl")
    assert history.entries(tmp_path / "history.jsonl") == [found]
    assert found["ratios"] == {"(a) in process": {"ratio": 0.4123, "best": 0.4, "bound": 0.5}}
    assert re.fullmatch(r"\w+, \d+ cores", found["machine"])
    assert {"python", "mmf-overlay", "numpy", "backtrader"} <= set(found["software"])


@pytest.mark.parametrize("before", ["", '{"ratios": {}}\n', '{"ratios":   {}}', '{"of": "a later version"}\n'])
def test_what_stood_there_is_not_touched(history, tmp_path, before):
    path = tmp_path / "history.jsonl"
    path.write_text(before, encoding="utf-8")
    history.append(history.entry(RATIOS), path)
    written = path.read_text(encoding="utf-8")
    assert written.startswith(before)
    assert written.endswith("\n")
    assert len(history.entries(path)) == len(before.splitlines()) + 1


def test_nothing_was_measured_where_there_is_no_file(history, tmp_path):
    assert history.entries(tmp_path / "history.jsonl") == []


def test_every_line_that_is_kept_has_a_commit_and_every_ratio_its_bound(history):
    for found in history.entries():
        assert re.fullmatch(r"[0-9a-f]{40}(-dirty)?", found["commit"])
        assert all({"ratio", "best", "bound"} <= set(told) for told in found["ratios"].values())


def test_a_run_adds_every_ratio_that_it_prints(room, history, monkeypatch, tmp_path, capsys):
    bench = room("bench")
    slow, quick = (2.0, 1.5, 100.0), (1.0, 1.0, 50.0)
    monkeypatch.setattr(bench, "in_process", lambda script, *_: slow if script == "patterns.py" else quick)
    monkeypatch.setattr(bench, "fresh", lambda *command: slow if command[0] == bench.OVERLAY else quick)
    monkeypatch.setattr(bench, "against_a", lambda *_: [(slow, quick)])
    monkeypatch.setattr(bench, "append", lambda found: history.append(found, tmp_path / "history.jsonl"))
    monkeypatch.setenv("COLUMNS", "200")
    bench.main()
    (found,) = history.entries(tmp_path / "history.jsonl")
    printed = capsys.readouterr().out
    assert len(found["ratios"]) == 6 + len(bench.CASH)
    for name, told in found["ratios"].items():
        assert (told["ratio"], told["best"]) == (2.0, 1.5)
        (line,) = (line for line in printed.splitlines() if name in line)
        assert f"2.00x │ 1.50x   │ {told['bound']:.2f}x" in line, json.dumps(line)
