"""What the kept runs of settings of version 4 lived through, so that later versions are held against it."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from engine import backtest, load_run
from engine.report.rows import reasons
from engine.words import words
from engine.words.notes import spoken

GOLDEN = Path(__file__).parents[2] / "golden"
KEPT = sorted(path.parent for path in GOLDEN.glob("4/*/manifest.json"))
UNFILLED = {"canceled", "margin", "rejected"}


MOVED = {
    5: {"collateral": 320647.191873588, "cash": 320647.191873588, "amount": 55901.256561362185},
    7: {"collateral": 320651.99746680463, "cash": 320651.99746680463, "amount": 55901.256561362185},
    8: {"missing": 0.0},
    12: {"collateral": 25284.853771404043, "cash": 25284.853771404043, "amount": 98308.06438426107},
    14: {"collateral": 25285.18330650258, "cash": 25285.18330650258, "amount": 98308.06438426107},
    16: {"collateral": 211322.7812576618, "cash": 211322.7812576618},
    17: {"collateral": 140590.4744356364, "cash": 140590.4744356364, "amount": 2171.546359124448},
    19: {"collateral": 140590.66027836746, "cash": 140590.66027836746, "amount": 2171.546359124448},
    27: {"collateral": 49988.866212777706, "cash": 49988.866212777706, "received": 11.100365939467178},
}
"""Numbers of that run by event: since settings of version 8 the sweep keeps the cash that margin needs, so that nothing
is missing when the first closing comes; the rest is interest of cents.
"""
SAID_SINCE = {"cash": ("cash_speed", "cash_cost")}
"""Notes on that run that settings of version 11 brought."""


@pytest.mark.parametrize(
    ("folder", "happened"),
    [
        ("C-insured", {"insurance", "halved", "restored", "loss_stop", "loss_stop_lifted", "expiry", "roll"}),
        ("A-liquidated", {"warning", "margin_call", "call_met", "deadline_missed", "liquidation"}),
    ],
)
def test_runs_of_version_4_tell_of_insurance_and_of_a_forced_liquidation(folder, happened):
    assert happened <= {*load_run(GOLDEN / "4" / folder).tables["events"]["kind"].to_pylist()}


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_run_anew_they_say_in_codes_what_they_said_in_sentences(path, whole_market):
    """The stated conversion: a code with its numbers says what was written, and no number is lost."""
    now = backtest(load_run(path).config, whole_market)
    was, events = pq.read_table(path / "events.parquet"), now.table("events")
    for column in ("date", "kind", "contract"):
        assert events[column].to_pylist() == was[column].to_pylist()
    assert reasons(events, words()) == was["reason"].to_pylist()
    told, written = ([json.loads(text) for text in one["numbers"].to_pylist()] for one in (events, was))
    moved = MOVED if path.name == "A-liquidated" else {}
    expected = [old | moved.get(place, {}) for place, old in enumerate(written)]
    assert [{name: numbers[name] for name in old} for numbers, old in zip(told, written, strict=True)] == expected
    since = [note for note in now.manifest["notes"] if note["code"] in SAID_SINCE.get(path.name, ())]
    assert len(since) == len(SAID_SINCE.get(path.name, ()))
    later = {spoken(note, words()) for note in since}
    assert [note for note in now.notes() if note not in later] == json.loads((path / "manifest.json").read_text())[
        "notes"
    ]
    orders, ended = now.table("orders"), pq.read_table(path / "orders.parquet")
    rows = zip(orders["status"].to_pylist(), orders["reason"].to_pylist(), strict=True)
    said = [words().told("ending", why) if status in UNFILLED else why for status, why in rows]
    assert said == ended["reason"].to_pylist()
