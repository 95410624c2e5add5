"""Two commands at once: nothing is lost, and what cannot be is refused in a sentence."""

import subprocess
import sys

import pytest

from engine.journal.paper import Paper
from engine.results.trials import ledger
from engine.saved.listing import saved_in
from engine.saved.run_lookup import load_any

MONTH, SESSIONS = ("--period", "2008-01"), 21
SWEEP = ("sweep", "--vary", "overlay.ratio=0.1,0.2", "--period", "2008")
SURVIVE = ("survive", "--paths", "20", "--histories", "2", "--years", "1")


def at_once(folder, *arguments, count=2):
    """Status and what is said of so many commands that begin at once."""
    command = [sys.executable, "-m", "mmf_overlay", *arguments]
    begun = [
        subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    told = [(*one.communicate(), one.returncode) for one in begun]
    return [(status, said) for _, said, status in told]


@pytest.mark.pages
@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        (("run", *MONTH), None),
        (("compare", "--patterns", "A,core", "--resamples", "100", *MONTH), None),
        (SWEEP, "the same question is being answered there by another process"),
        (SURVIVE, "the same question is being answered there by another process"),
        ((*SURVIVE[1:], "--to", "hand.html", "--rates", "0.02", "--vary", "cash.buffer=0.2"), "the same question is"),
    ],
)
def test_two_commands_in_one_folder(tmp_path, arguments, refused):
    arguments = arguments if arguments[0] in {"run", "compare", "sweep", "survive"} else ("hand", *arguments)
    ended = at_once(tmp_path, *arguments)
    well = [said for status, said in ended if status == 0]
    assert well
    assert all(refused and status == 2 and refused in said for status, said in ended if status)
    results = tmp_path / "results"
    listing = saved_in(results)
    assert not listing.unreadable
    for one in listing.saved:
        load_any(one.path)
    if arguments[0] == "run":
        assert len(listing.saved) == len(well) == 2
        assert not ledger(results).unreadable
    assert not list(tmp_path.rglob(".tmp-*"))


@pytest.mark.pages
def test_two_steps_of_one_journal(tmp_path):
    assert at_once(tmp_path, "paper", "start", "plan", "--from", "2008-01-02", count=1)[0][0] == 0
    ended = at_once(tmp_path, "paper", "step", "plan", "--until", "2008-01-31", count=3)
    assert {status for status, _ in ended} <= {0, 2}
    assert all("another process writes to this journal" in said for status, said in ended if status)
    paper = Paper.open(tmp_path / "paper" / "plan")
    assert not paper.verify().found
    assert len([one for one in paper.folder.entries() if one.kind == "step"]) == SESSIONS
