"""What a sweep says of its own cells."""

from itertools import product

import pytest

from engine.sweeps.sweep_notes import reasons, sweep_notes
from engine.words import LANGUAGES, words
from engine.words.notes import spoken

NAMES = ["overlay.ratio", "cash.buffer", "account.profile"]


def rows(outcome):
    """Cells of a grid; their months, or why they are refused, are told by their settings."""
    found = []
    for place, values in enumerate(product((0.1, 0.2, 0.3), (0.2, 0.4), ("fcm", "retail"))):
        told = outcome(*values)
        refused = told if isinstance(told, str) else None
        months = None if refused else [told, -told]
        named = dict(zip(NAMES, values, strict=True))
        found.append({"cell": place, "refused": refused, "months": months, "final_equity": 1.0, **named})
    return found


def told(outcome):
    return [(one["code"], one["values"]) for one in sweep_notes(rows(outcome), NAMES)]


def test_a_setting_that_changes_no_return_does_nothing():
    assert told(lambda ratio, _buffer, profile: ratio + len(profile)) == [("setting_idle", {"setting": "cash.buffer"})]


def test_one_that_does_nothing_at_one_broker_is_told_with_that_broker():
    found = told(lambda ratio, buffer, profile: ratio if profile == "fcm" else ratio + buffer)
    assert found == [
        ("setting_idle_with", {"setting": "cash.buffer", "other": "account.profile", "value": "fcm"}),
    ]  # fmt: skip


def test_a_single_difference_is_enough_to_do_something():
    assert told(lambda ratio, buffer, profile: ratio + len(profile) + (buffer if ratio == 0.3 else 0.0)) == [
        ("setting_idle_with", {"setting": "cash.buffer", "other": "overlay.ratio", "value": 0.1}),
        ("setting_idle_with", {"setting": "cash.buffer", "other": "overlay.ratio", "value": 0.2}),
    ]


def test_where_no_two_cells_differ_in_it_alone_nothing_is_said():
    found = rows(lambda ratio, buffer, _profile: ratio if (ratio, buffer) in {(0.1, 0.2), (0.2, 0.4)} else "no")
    kept = [row for row in found if row["account.profile"] == "fcm"]
    assert [one["code"] for one in sweep_notes(kept, NAMES)] == ["cells_refused"]


def test_what_differs_in_numbers_alone_is_one_reason():
    found = rows(lambda ratio, _buffer, profile: f"exposure {1 + ratio}, above 1.1" if profile == "fcm" else "too late")
    assert [len(of) for of in reasons(found)] == [6, 6]
    notes = sweep_notes(found, NAMES)
    assert [one["values"]["count"] for one in notes] == [6, 6]
    assert notes[0]["values"]["why"] == "exposure 1.1, above 1.1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_reasons_end_with_how_many_more_there_are(language):
    letters = iter("abcdefghijkl")
    found = sweep_notes(rows(lambda *_values: f"why {next(letters)}"), NAMES)
    assert [one["code"] for one in found] == ["cells_refused"] * 8 + ["cells_refused_else"]
    assert found[-1]["values"]["count"] == 4
    assert "4" in spoken(found[-1], words(language))
