"""`make bench` keeps what it found: a line a run, that can be read again, and nothing that stood there is touched."""

import json
import re
from importlib import import_module
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
OF_FAST = [
    "(h) A, summary / event engine",
    "(h) A, equity and fills / event engine",
    "(h) B, summary / event engine",
    "(h) B, equity and fills / event engine",
    "(h) C, summary / event engine",
    "(h) C, equity and fills / event engine",
    "(h) A, summary / ordinary Backtrader",
    "(h) A, prepared anew / event engine",
    "(h) A, 100 settings / event engine 100 times",
    "(h) A, 10,000 settings / event engine 10,000 times",
    "(h) A, summary of 50,310 bars / event engine",
    "(h) A, summary / vectorbt, no account",
]
OF_PROCESSES = ["(h) a process that compiles / overlay run", "(h) a process, code from the cache / overlay run"]
OF_SWEEPS = ["(i) 100 fast / vectorbt", "(i) 10,000 fast / vectorbt", "(i) 100 full / ml4t"]
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
    told = {"h": OF_FAST, "i": OF_SWEEPS}
    monkeypatch.setattr(bench, "pairs_of", lambda _, letter: {name: [(slow, quick)] for name in told[letter]})
    monkeypatch.setattr(bench, "append", lambda found: history.append(found, tmp_path / "history.jsonl"))
    monkeypatch.setenv("COLUMNS", "200")
    bench.main()
    (found,) = history.entries(tmp_path / "history.jsonl")
    printed = capsys.readouterr().out
    assert len(found["ratios"]) == 6 + len(bench.CASH) + len(OF_FAST) + len(OF_PROCESSES) + len(OF_SWEEPS)
    for name, told in found["ratios"].items():
        # a process of ours is not `overlay`, which is the slow one here
        assert (told["ratio"], told["best"]) == ((0.5, 0.6667) if name in OF_PROCESSES else (2.0, 1.5))
        (line,) = (line for line in printed.splitlines() if name in line)
        cells = [cell.strip() for cell in line.split("│")[1:-1]]
        assert cells[0] == name, json.dumps(line)
        assert cells[3:6] == [bench.times_of(told[key]) for key in ("ratio", "best", "bound")]


def test_every_measurement_of_the_fast_driver_has_its_bound(room):
    bounds = room("bench").FAST_BOUNDS
    assert [*OF_FAST, *OF_PROCESSES] == list(bounds)
    assert all(0.0 < bound < 1.0 for name, bound in bounds.items() if name in OF_FAST)


@pytest.mark.parametrize(("ratio", "said"), [(2.0, "2.00x"), (0.4567, "0.46x"), (0.0027, "0.00270x")])
def test_a_ratio_is_said_with_its_digits(ratio, said, room, history):
    assert room("bench").times_of(ratio) == said
    entry = history.entry({"(a) in process": {"ratio": ratio, "best": ratio, "bound": 0.5}})
    assert entry["ratios"]["(a) in process"]["ratio"] == ratio


@pytest.mark.parametrize(
    ("seconds", "said"), [(12.3456, "12.346 s"), (2345.0, "2,345.000 s"), (0.0006, "0.60 ms"), (0.1, "0.100 s")]
)
def test_seconds_are_said_as_milliseconds_where_they_are_few(seconds, said, room):
    assert room("bench").time_of(seconds) == said
