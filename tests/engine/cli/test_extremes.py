"""Numbers that nobody means, on the command line: each is a sentence, and soon."""

import json

import pyarrow as pa
import pytest

from engine.cli.show import Rows, show_rows
from engine.words import words
from tests.support.commands import outside

NINES = "9" * 20
HEX = "0x" + "f" * 5_000


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("expectancy --payoff 1e308", "payoff 1e+308 should be from 0.01 to 100"),
        ("expectancy --loss nan", "loss nan should be a share above 0 and below 1"),
        (f"expectancy --seed {'9' * 400}", "is not in the range 0<=x<=9223372036854775807"),
        ("expectancy --paths 1000000 --trades 1000", "1000000 paths of 1000 trades: more than 100000000 trades in all"),
        ("streak --loss 1% --paths 1000000 --trades 101", "1000000 paths of 101 trades: more than 100000000 trades"),
        ("streak --loss 1% --losses nan", "--losses nan: should be a whole number from 1 to 1000"),
        ("streak --loss 1%,2% --losses inf", "--losses inf: should be a whole number from 1 to 1000"),
        ("streak --loss 0.9999999999 --losses 1000", "1000 losses of 0.9999999999 each leave less than can be counted"),
        (f"sweep --vary overlay.ratio=0.1,0.2 --workers {NINES}", "is not in the range 1<=x<=1000"),
        (f"survive --threads {NINES}", "is not in the range 1<=x<=1000"),
        (f"run --set capital.initial={HEX}", "--set capital.initial: value is a whole number of more than 64 bits"),
        (f"sweep --vary overlay.ratio={HEX},1", "--vary overlay.ratio: value is a whole number of more than 64 bits"),
        ("survive --drift 1e308 --paths 1", "drift = 1e+308: should be from -5 to 5"),
    ],
)
def test_an_extreme_number_is_refused_in_a_sentence(line, sentence):
    done = outside(*line.split())
    assert done.returncode == 2
    assert sentence in done.stderr


@pytest.mark.parametrize(
    ("command", "text", "place"),
    [
        (["run"], f"pattern = {HEX}", "pattern"),
        (["run"], f"overlay.ratio = [{HEX}]", "overlay.ratio"),
        (["portfolio"], f"accounts.a.share = {HEX}", "accounts.a.share"),
        (["state", "check"], f"equity = {HEX}", "equity"),
    ],
)
def test_so_is_one_in_a_file(command, text, place, tmp_path):
    file = tmp_path / "a.toml"
    file.write_text(text)
    done = outside(*command, str(file))
    assert done.returncode == 2
    assert f"{file}: {place} is a whole number of more than 64 bits; give one from" in done.stderr


@pytest.mark.parametrize("most", [1, 2, 3, int(NINES), int("9" * 400)])
def test_more_rows_than_there_are_may_be_asked_for(most, capsys):
    show_rows(pa.table({"a": [1, 2]}), Rows(None, "a", most, ""), words("en"), as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (len(told["rows"]), told["more"]) == (min(most, 2), max(2 - most, 0))
