"""A broker of one's own, brought in one file: through every command, and afterwards without the file."""

import json
from pathlib import Path

import pytest

from data.base.cache import files_hash
from data.base.errors import ConfigError
from data.market.embedded import embedded_market
from engine import backtest, check_profile, compare_results, load_config, load_run
from engine.results.run import RunResult
from tests.support.commands import overlay
from tests.support.own_profile import profile_csv

SHORT = ("period.start=2018-01-02", "period.end=2018-03-29")
NAME = "mybroker"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a broker's file in it, in which one works."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    text = profile_csv("jp_retail_futures", NAME, redemption_lag="1", grace="2", liquidation="1")
    (tmp_path / "mine.csv").write_text(text)
    (tmp_path / "dollars.csv").write_text(profile_csv("jp_retail_fx", "mydealer", credit_spread="0.5"))
    return tmp_path


def chosen(*settings, pattern="A"):
    return load_config(None, [*SHORT, *settings], pattern=pattern)


def run(*settings, pattern="A"):
    return backtest(chosen(*settings, pattern=pattern))


def tables(made: RunResult):
    return {name: table.to_pylist() for name, table in made.tables.items()}


@pytest.mark.pages
@pytest.mark.usefixtures("folder")
def test_it_is_the_broker_of_the_program_with_the_same_terms():
    mine = run("account.profile_file=mine.csv")
    same = run(
        "account.profile=jp_retail_futures", "account.redemption_lag=1", "account.grace=2", "account.liquidation=1.0"
    )
    assert tables(mine) == tables(same)
    assert mine.profile == same.profile
    assert check_profile("mine.csv") == []


@pytest.mark.pages
@pytest.mark.parametrize("language", ["en", "ja"])
def test_it_is_told_wherever_an_account_is(folder, language):
    mine = run("account.profile_file=mine.csv", "account.debit_spread=0.03").save("out")
    told = f"{NAME} (profile_file = mine.csv, debit_spread = 0.03)"
    assert mine.config.account.told == told
    saved = compare_results({"mine": mine, "ours": run().save("out")}, embedded_market()).save("out")
    overlay("report", saved.path, "--to", "page.html", "--lang", language)
    assert told in (folder / "page.html").read_text(encoding="utf-8")
    assert told in " ".join(overlay("show", saved.path, "--lang", language).split())
    assert told in " ".join(overlay("show", mine.path, "--lang", language).split())
    assert json.loads(overlay("show", mine.path, "--json"))["account"] == told


@pytest.mark.pages
def test_a_saved_run_needs_the_file_no_more(folder):
    made = run("account.profile_file=mine.csv", "overlay.ratio=0.3")
    digest = files_hash([folder / "mine.csv"])
    assert made.manifest["inputs"] == {"mine.csv": digest}
    path = made.save("out").path
    commands = (("show", path), ("audit", path), ("stress", path))
    shown = [overlay(*command) for command in commands]
    (folder / "mine.csv").unlink()
    loaded = load_run(path)
    assert loaded.profile == made.profile
    assert tables(loaded) == tables(made)
    assert [overlay(*command) for command in commands] == shown
    overlay("report", path, "--to", "page.html")
    assert NAME in (folder / "page.html").read_text(encoding="utf-8")
    again = loaded.save("copies")
    assert load_run(again.path).config == made.config
    with pytest.raises(ConfigError, match=r"mine\.csv: cannot be read \(No such file or directory\)"):
        overlay("rerun", path, "--out", "again")


@pytest.mark.pages
def test_a_file_that_has_changed_since_is_told_when_a_run_is_run_again(folder):
    path = run("account.profile_file=mine.csv").save("out").path
    same = json.loads(overlay("rerun", path, "--out", "again", "--json"))
    assert [change["key"] for change in same["made"] if change["key"].startswith("inputs")] == []
    text = (folder / "mine.csv").read_text()
    (folder / "mine.csv").write_text(text.replace("redemption_lag,1982-04-21,1", "redemption_lag,1982-04-21,3"))
    found = json.loads(overlay("rerun", path, "--out", "again", "--json"))
    assert [change["key"] for change in found["made"] if change["key"].startswith("inputs")] == ["inputs.mine.csv"]
    assert found["settings"] == []
    assert found["sessions"]["differ_from"] is not None


@pytest.mark.pages
@pytest.mark.usefixtures("folder")
def test_a_broker_of_foreign_exchange_of_ones_own():
    mine = run("account.profile_file=dollars.csv", "fx.leverage=20", "fx.voluntary_stop=0", pattern="fx")
    same = run("account.credit_spread=0.5", "fx.leverage=20", "fx.voluntary_stop=0", pattern="fx")
    assert tables(mine) == tables(same)
    assert mine.config.account.profile == "mydealer"
    assert check_profile("dollars.csv") == []


@pytest.mark.pages
def test_a_profile_that_begins_later_is_noted(folder):
    text = (folder / "mine.csv").read_text().replace("1982-04-21", "2019-01-02")
    (folder / "mine.csv").write_text(text)
    notes = run("account.profile_file=mine.csv").notes()
    assert [note for note in notes if "mine.csv" in note] == [
        f"before 2019-01-02 mine.csv has no {NAME} of those days: values of later days are taken"
    ]


@pytest.mark.parametrize(
    ("pattern", "settings", "sentence"),
    [
        (
            "A", ["account.profile_file=two.csv"],
            "two.csv: has the profiles mybroker and yours; set account.profile to one of them",
        ),
        (
            "A", ["account.profile_file=two.csv", "account.profile=cme_ief2"],
            "account.profile = 'cme_ief2': should be 'mybroker' or 'yours', as two.csv has it",
        ),
        (
            "A", ["account.profile_file=mine.csv", "account.profile=us_fcm_tbill"],
            "account.profile = 'us_fcm_tbill': should be 'mybroker', as mine.csv has it",
        ),
        (
            "fx", ["account.profile_file=mine.csv"],
            (
                "account.profile = 'mybroker' does not go with pattern fx: choose 'jp_retail_fx' or "
                "'jp_retail_fx_2007'"
            ),
        ),
        (
            "A", ["account.profile_file=dollars.csv"],
            "account.profile = 'mydealer' does not go with pattern A: choose one of a broker of futures",
        ),
        (
            "A", ["account.profile_file=none.csv"],
            "none.csv: cannot be read (No such file or directory); did you mean mine.csv?",
        ),
        ("A", ["account.profile_file=7"], "account.profile_file = 7: should be a valid string"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_one_sentence(folder, pattern, settings, sentence):
    text = (folder / "mine.csv").read_text() + profile_csv("cme_ief2", "yours").partition("\n")[2]
    (folder / "two.csv").write_text(text)
    with pytest.raises(ConfigError) as refused:
        chosen(*settings, pattern=pattern)
    assert str(refused.value) == f"--set: {sentence}"


@pytest.mark.pages
def test_one_of_several_is_chosen_by_its_name(folder):
    text = (folder / "mine.csv").read_text() + profile_csv("cme_ief2", "yours").partition("\n")[2]
    (folder / "two.csv").write_text(text)
    one = run("account.profile_file=two.csv", "account.profile=yours")
    assert tables(one) == tables(run("account.profile=cme_ief2"))


@pytest.mark.pages
def test_the_example_is_sound_and_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert check_profile("examples/own_broker.csv") == []
    config = load_config("examples/own_broker.toml", SHORT)
    assert (config.account.profile, backtest(config).profile.margin_multiple) == ("mybroker", 1.25)
