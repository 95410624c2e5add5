"""`overlay profiles`: the known brokers field by field, and a file that is checked."""

import json

import pytest
from click.testing import CliRunner

from data.facts import facts
from engine.account.profiles import BOUNDS, MAY_LACK, TABLE, names_in
from engine.cli import cli
from tests.support.own_profile import profile_csv


def profiles(*arguments):
    result = CliRunner(env={"COLUMNS": "80"}).invoke(cli, ["profiles", *map(str, arguments)], catch_exceptions=False)
    return result.exit_code, result.output


@pytest.fixture
def file(tmp_path):
    """Write a file of one profile."""

    def write(**values):
        path = tmp_path / "mine.csv"
        path.write_text(profile_csv("cme_ief2", **values))
        return path

    return write


def test_each_known_one_is_listed_with_all_its_fields():
    code, text = profiles("--json")
    told = json.loads(text)
    assert (code, told["findings"]) == (0, [])
    assert {row["name"] for row in told["profiles"]} == {*names_in(facts(TABLE))}
    for row in told["profiles"]:
        fields = [*BOUNDS, *(field for field in MAY_LACK if f"{row['name']}.{field}" in facts(TABLE).names)]
        assert list(row) == ["name", "since", *fields]
        assert all(row[field] == facts(TABLE).latest(f"{row['name']}.{field}").value for field in fields)
    assert told["profiles"][0]["since"] == "1982-04-21"


def test_they_fit_a_console_of_80_columns():
    code, text = profiles()
    lines = text.splitlines()
    assert code == 0
    assert max(map(len, lines)) <= 80
    names = names_in(facts(TABLE))
    told = [cell for line in lines if line.startswith("grace") for cell in line.split()[1:]]
    assert sorted(map(int, told)) == sorted(facts(TABLE).latest(f"{name}.grace").value for name in names)
    found = [line.split()[0] for line in lines if line[:1].isalpha()]
    assert [field for field in found if field in {"since", *BOUNDS}] == -(-len(names) // 3) * ["since", *BOUNDS]
    assert {*found} == {"since", *BOUNDS, *MAY_LACK} - {"deposit_haircut", "deposit_lag"}


@pytest.mark.pages
def test_a_sound_file_is_listed_and_said_to_be_sound(file):
    path = file()
    code, text = profiles(path)
    assert code == 0
    assert text.endswith(f"{path}: sound\n")
    assert "mine" in text.splitlines()[0]
    assert json.loads(profiles(path, "--json")[1])["profiles"][0]["fund_haircut"] == 0.03


@pytest.mark.pages
def test_what_is_wrong_with_a_file_is_told_and_nothing_else(file):
    assert profiles(file(voluntary_stop_level="1")) == (
        1, "mine from 1982-04-21 on: voluntary_stop_level 1 is no warning: the broker acts at 1\n",
    )  # fmt: skip
    code, text = profiles(path := file(grace="soon"), "--json")
    assert (code, json.loads(text)) == (
        1, {
            "schema": "overlay.profiles/1", "profiles": [],
            "findings": [f"{path}, line 6: mine.grace = 'soon': should be a number from 0 to 10"],
        },
    )  # fmt: skip
