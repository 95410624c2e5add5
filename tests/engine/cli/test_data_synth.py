"""`overlay data synth`, from outside."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.intake.market_file import load_market
from tests.support.commands import outside

SHORT = ("data", "synth", "--years", "1")


def overlay(*arguments, **environment):
    command = [str(Path(sys.executable).with_name("overlay")), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)


@pytest.mark.pages
def test_the_same_seed_writes_the_same_bytes_whatever_the_order_of_hashes(tmp_path):
    files = [tmp_path / f"{name}.parquet" for name in ("one", "other")]
    for seed, file in enumerate(files):
        done = overlay(*SHORT, "--seed", "3", "-o", str(file), PYTHONHASHSEED=str(seed))
        assert (done.returncode, done.stderr) == (0, "")
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.pages
def test_what_was_made_is_told_as_json(tmp_path):
    file, truth = tmp_path / "market.parquet", tmp_path / "truth.parquet"
    made = ("--regimes", "uptrend,crash", "--calendar", "XTKS", "-o", str(file), "--truth", str(truth))
    done = overlay(*SHORT, *made, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["calendar"], told["period"]["first"], told["seed"]) == ("XTKS", "2000-01-04", 1)
    assert set(told["regimes"]) == {"uptrend", "crash"}
    assert sum(told["regimes"].values()) == pytest.approx(1.0)
    assert truth.exists()


@pytest.mark.pages
def test_what_was_made_is_told_in_words(tmp_path):
    done = overlay(*SHORT, "--regimes", "calm", "-o", str(tmp_path / "market.parquet"))
    assert done.stdout.splitlines()[0].endswith("market.parquet: 252 sessions of XNYS, 2000-01-03 to 2000-12-29")
    assert done.stdout.splitlines()[1] == "true regimes: calm 100%"
    japanese = overlay(*SHORT, "--regimes", "calm", "-o", str(tmp_path / "market.parquet"), "--force", "--lang", "ja")
    assert japanese.stdout.splitlines()[1] == "真の相場区分:平穏 100%"


@pytest.mark.pages
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--regimes", "calm", "--shape", "v"), "give either --shape or --regimes, not both"),
        (("--shape", "v", "--truth", "truth.parquet"), "--truth: a market with --shape has no regimes; leave it out"),
        (("--regimes", "boom"), "overlay: unknown regime 'boom'; known: calm, uptrend,"),
        (("--calendar", "XTOK"), "overlay: unknown calendar 'XTOK'; give the code of an exchange"),
        (("--shape", "v", "--drift", "0.1"), "overlay: --drift has no effect on --shape v; leave it out"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_no_file(arguments, sentence, tmp_path):
    done = outside(*SHORT, *arguments, "-o", tmp_path / "market.parquet")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.pages
def test_a_made_up_market_says_so_unless_it_stands_for_an_index(tmp_path):
    for name, words in (("synthetic", ()), ("SPX", ("--index-name", "SPX"))):
        file = tmp_path / f"{name}.parquet"
        assert json.loads(overlay(*SHORT, "-o", str(file), *words, "--json").stdout)["index"] == name
        assert load_market(file).index == name


@pytest.mark.pages
def test_a_made_up_market_is_run_on_at_once(tmp_path):
    file = tmp_path / "market.parquet"
    assert overlay(*SHORT, "--level", "20000", "-o", str(file)).returncode == 0
    for pattern in ("A", "B", "C"):
        words = ("--pattern", pattern, "--market", str(file), "--set", "capital.initial=1e7", "--out", str(tmp_path))
        done = overlay("run", "--no-lines", *words, "--json")
        assert (done.returncode, done.stderr) == (0, "")
        assert "the index is made up" in json.loads(done.stdout)["notes"][-1]["text"]
