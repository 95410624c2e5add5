"""`overlay state`: from a run, from a statement, and whether it fits."""

import json

import pytest

from tests.support.commands import outside, overlay, told
from tests.support.statements import FLEX


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    plan = folder / "plan.toml"
    plan.write_text('pattern = "C"\n[period]\nstart = 2020-01-02\nend = 2020-03-31\n', encoding="utf-8")
    done = json.loads(overlay("run", "--config", plan, "--no-lines", "--out", folder, "--json"))
    return plan, done["folder"]


@pytest.mark.pages
def test_the_state_of_a_run_fits_its_plan(saved, tmp_path):
    plan, run = saved
    file = tmp_path / "state.toml"
    file.write_text(overlay("state", "of", run, "--on", "2020-03-16"), encoding="utf-8")
    found = told("state", "check", file, plan)
    assert found["date"] == "2020-03-16"
    assert "fits the plan in the evening of 2020-03-16" in overlay("state", "check", file, plan)
    assert "この計画に矛盾しません" in overlay("state", "check", file, plan, "--lang", "ja")
    refused = outside("state", "check", file, plan, "--set", 'overlay.contract="ES"')
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "is none of the plan's contracts: it trades ES, XSP" in refused.stderr
    assert "has no session 2020-03-15" in outside("state", "of", run, "--on", "2020-03-15").stderr


@pytest.mark.pages
def test_a_statement_becomes_a_state_that_fits(flex_file, tmp_path):
    plan = ("--set", 'pattern="C"')
    made = outside("state", "from", flex_file, *plan)
    assert (made.returncode, made.stderr) == (0, "")
    (tmp_path / "state.toml").write_text(made.stdout, encoding="utf-8")
    assert told("state", "check", tmp_path / "state.toml", *plan)["positions"] == [
        {"contract": "MESU26", "size": 2}, {"contract": "XSP260918P600", "size": 1},
    ]  # fmt: skip
    assert "2 MESU26, 1 XSP260918P600" in overlay("state", "check", tmp_path / "state.toml", *plan)
    assert told("state", "from", flex_file, *plan)["state"]["day"] == "2026-07-10"


def test_what_is_no_part_of_the_plan_stops_a_state_unless_it_is_left_out(flex_file):
    text = flex_file.read_text().replace('"FUND" symbol="VMFXX"', '"STK" symbol="SPY"')
    flex_file.write_text(text)
    plan = ("--set", 'pattern="C"')
    refused = outside("state", "from", flex_file, *plan)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "line 13: SPY is not the plan's core, mmf; a state without it would be wrong: --leave-out" in refused.stderr
    made = outside("state", "from", flex_file, *plan, "--leave-out", "--lang", "ja")
    assert "fund = 0.0" in made.stdout
    assert "13 行目: 取り込みません。SPY はこの計画の中核資産(mmf)ではありません" in made.stderr


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('currency="USD" endingCash', 'currency="EUR" endingCash', "has no cash in USD, the currency of the plan's"),
        ('endingCash="30000.5"', 'endingCash="-170000.5"', "nothing is left to follow a plan"),
        ("20260710", "20260712", "day 2026-07-12 is later than the market"),
        ("OpenPosition ", "Position ", "fits"),
    ],
)
def test_a_statement_that_the_plan_cannot_hold_is_one_sentence(flex_file, before, after, said):
    flex_file.write_text(flex_file.read_text().replace(before, after))
    made = outside("state", "from", flex_file, "--set", 'pattern="C"')
    if said == "fits":
        assert made.returncode == 0
        assert "positions" not in made.stdout
        return
    assert (made.returncode, made.stdout) == (2, "")
    assert said in made.stderr
    assert made.stderr.count("\n") == 1


@pytest.fixture
def flex_file(tmp_path):
    file = tmp_path / "statement.xml"
    file.write_text(FLEX.replace('position="-1"', 'position="1"'), encoding="utf-8")
    return file


@pytest.mark.pages
def test_a_strategy_that_prints_leaves_the_state_alone(root, tmp_path):
    own = root / "examples" / "backtrader" / "brackets.py"
    period = ("--period", "2020-02..2020-03")
    overlay("run", "--strategy", f"{own}:Brackets", *period, "--out", tmp_path)
    (run,) = (one for one in tmp_path.iterdir() if (one / "manifest.json").exists())
    made = outside("state", "of", run, "--on", "2020-03-16")
    assert (made.returncode, made.stdout.splitlines()[0]) == (0, "day = 2020-03-16")
    assert "entry" in made.stderr
