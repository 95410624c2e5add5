"""What the kept runs of settings of version 4 lived through, so that later versions are held against it."""

from pathlib import Path

import pytest

from engine import load_run

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.mark.parametrize(
    ("folder", "happened"),
    [
        ("C-insured", {"insurance", "halved", "restored", "loss_stop", "loss_stop_lifted", "expiry", "roll"}),
        ("A-liquidated", {"warning", "margin_call", "call_met", "deadline_missed", "liquidation"}),
    ],
)
def test_runs_of_version_4_tell_of_insurance_and_of_a_forced_liquidation(folder, happened):
    assert happened <= {*load_run(GOLDEN / "4" / folder).tables["events"]["kind"].to_pylist()}
