"""Running an engine on the vectors: what is printed, what is told of one that errs, and a copy of the folder."""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from conformance import run
from conformance.backtrader_broker import BacktraderBroker
from conformance.overlay import Overlay
from conformance.smallest import Smallest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "conformance"
ENGINES = {"overlay": Overlay, "backtrader": BacktraderBroker, "smallest": Smallest}
ONE = "matsui-call-of-100000"


@pytest.fixture(scope="module")
def verdicts():
    return {name: [run.judge(kind(), one) for one in run.vectors()] for name, kind in ENGINES.items()}


class OffByAYen(Overlay):
    def session(self, day):
        told = super().session(day)
        return told | {"cash": told["cash"] - 1}


class Silent(Overlay):
    def session(self, day):
        return {name: one for name, one in super().session(day).items() if name != "deadline"}


class Curious:
    def start(self, vector):
        return str([name for day in vector["sessions"] for name in day if name == "expect"])

    def session(self, day):
        raise AssertionError


def test_an_engine_that_is_off_by_a_yen_fails():
    wrong = run.judge(OffByAYen(), vector(ONE)).wrong
    assert wrong[0] == ("2023-11-29", "cash", 1_633_961.0, 1_633_962)


def test_a_field_that_is_not_answered_is_wrong():
    wrong = run.judge(Silent(), vector(ONE)).wrong
    assert [(name, said) for _, name, said, _ in wrong] == [("deadline", "not answered")] * 2


def test_an_engine_is_not_shown_the_answers():
    assert run.judge(Curious(), vector(ONE)).refused == "[]"


class Breaks(Overlay):
    def session(self, day):
        if day["date"] > "2023-11-29":
            raise ZeroDivisionError
        return super().session(day)


def test_an_engine_that_raises_is_wrong_from_there_on():
    found = [run.judge(Breaks(), vector(ONE))]
    late = [day for day in vector(ONE)["sessions"] if day["date"] > "2023-11-29"]
    assert {said for _, _, said, _ in found[0].wrong} == {"raised ZeroDivisionError()"}
    assert len(found[0].wrong) == sum(len(day["expect"]) for day in late) > 0
    assert run.by_field(found)["cash"] == (1, 1 + len(late))


@pytest.mark.parametrize(
    "text", ['{"vectors": [', "[1]", '{"vectors": [{"id": "x"}]}', '{"vectors": 3}', '{"vectors": []}']
)
def test_a_file_that_holds_no_vectors_is_named(tmp_path, text):
    (tmp_path / "mine.json").write_text(text)
    with pytest.raises(SystemExit, match=str(tmp_path)):
        run.main(["--folder", str(tmp_path)])


def vector(name):
    return next(one for one in run.vectors() if one["id"] == name)


def test_one_vector_is_run_by_its_name_and_told_as_text_and_json(capsys):
    assert run.main([ONE]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"passed  {ONE}: ")
    assert text.endswith("1 vectors: 1 passed, 0 failed, 0 refused\n")
    assert run.main([ONE, "--json", "--engine", "conformance.backtrader_broker:BacktraderBroker"]) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert row["verdict"] == "failed"
    assert row["wrong"][0] == ["2023-11-29", "events", [], ["called"]]


@pytest.mark.parametrize("name", ["conformance.overlay:Nobody", "no.such.module:Engine", "conformance"])
def test_an_engine_that_is_not_there_is_told_in_a_sentence(name):
    with pytest.raises(SystemExit, match="should be module:Class of an engine"):
        run.main(["--engine", name])


def test_a_vector_that_is_not_there_is_told_in_a_sentence():
    with pytest.raises(SystemExit, match="no vector nothing-like-it in "):
        run.main(["nothing-like-it"])


@pytest.mark.pages
def test_backtraders_own_broker_knows_no_call_and_no_deadline(verdicts):
    found = verdicts["backtrader"]
    calls = [one for one in found if any("called" in day["expect"]["events"] for day in one.vector["sessions"])]
    assert calls
    assert all(one.word != "passed" for one in calls)
    assert any(one.word == "passed" for one in found)


def test_the_page_has_the_tables_in_both_languages(verdicts):
    for page in ("conformance.md", "conformance.ja.md"):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        for name in ("overlay", "backtrader"):
            assert run.markdown(verdicts[name]) in text, (page, name)
        for found in verdicts.values():
            words = Counter(one.word for one in found)
            assert f"| {words['passed']} | {words['failed']} | {words['refused']} |" in text


def test_the_readme_shows_the_smallest_engine_as_it_is_in_thirty_lines():
    code = (FOLDER / "smallest.py").read_text(encoding="utf-8")
    assert f"```python\n{code}```" in (FOLDER / "README.md").read_text(encoding="utf-8")
    assert len(code.splitlines()) <= 30


def test_the_readme_names_every_field_of_an_evening():
    told = re.findall(r"^\| `(\w+)` \|", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(run.vectors()[0]["sessions"][0]["expect"]) <= set(told)


def test_the_folder_runs_where_nothing_else_of_the_project_is(tmp_path):
    for one in ("run.py", "smallest.py"):
        shutil.copy(FOLDER / one, tmp_path / one)
    shutil.copytree(FOLDER / "margin_calls", tmp_path / "margin_calls")
    command = [sys.executable, "-S", "run.py", "--engine", "smallest:Smallest", "investopedia-long"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("1 vectors: 1 passed, 0 failed, 0 refused\n")
