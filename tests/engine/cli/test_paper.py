"""`overlay paper`: a plan on paper from the command line."""

import json
import shutil

import pytest
from click.testing import CliRunner

from data.base.errors import OverlayError
from data.intake.market_file import write_market
from engine.cli import cli
from engine.results.run import load_run
from tests.support.papers import on


@pytest.fixture(scope="module")
def market_file(whole_market, tmp_path_factory):
    first = whole_market.row_from(on("2018-01-02"))
    whole = type(whole_market)(
        whole_market.table.slice(first, whole_market.row_from(on("2020-04-01")) - first),
        index=whole_market.index,
        bill_months=whole_market.bill_months,
    )
    return write_market(whole, tmp_path_factory.mktemp("market") / "spring.parquet")


@pytest.fixture
def inside(tmp_path):
    return tmp_path / "paper"


def told(inside, *arguments, status=0):
    found = CliRunner().invoke(cli, ["paper", *map(str, arguments), "--in", str(inside)], catch_exceptions=False)
    assert found.exit_code == status, found.output
    return found.stdout


@pytest.fixture(scope="module")
def template(market_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("template") / "paper"
    told(folder, "start", "spx", "--pattern", "C", "--from", "2020-03", "--market", market_file)
    return folder


@pytest.fixture
def begun(inside, template):
    return shutil.copytree(template, inside)


def test_a_month_is_begun_on_its_first_session_and_stepped_to_the_newest(begun, market_file):
    stepped = told(begun, "step").splitlines()

    assert stepped[0] == "stepped 22 sessions, 2020-03-02 to 2020-03-31"
    assert stepped[1:3] == [f"{begun}/spx: C", "stands at 2020-03-31, session 22 since 2020-03-02"]
    assert told(begun, "step").splitlines()[0] == "nothing to do: it stands at 2020-03-31 already"
    assert told(begun, "verify").startswith("it is what was written: 22 entries, until 2020-03-31\n")


@pytest.mark.pages
def test_orders_that_are_out_are_told_with_side_contract_day_and_why(begun):
    stepped = told(begun, "step", "--until", "2020-03-16").splitlines()
    assert "  buy 1 MESM20 at the close of 2020-03-17: rebalance" in stepped
    assert any(line.startswith("Fri 2020-03-20: insurance: 4 XSP200417P") for line in stepped)
    assert "2020-03-17(火) の取引:" in told(begun, "status", "--lang", "ja").splitlines()
    assert "Dates of the next month" in told(begun, "status", "--full")


@pytest.mark.pages
def test_fills_deviations_and_their_cost_are_told(begun):
    told(begun, "step", "--until", "2020-03-16")
    assert told(begun, "fill", "2020-03-17", "none", "--why", "at sea") == "told: on 2020-03-17 nothing was done\n"
    told(begun, "step", "--until", "2020-03-18")
    deviations = told(begun, "deviations").splitlines()
    assert deviations[0].startswith("2020-03-17: MESM20 ordered +1, done +0; at sea; it has cost ")
    assert deviations[1].startswith("all together: ")
    assert "sessions with fills of your own: 1; against the model's they have cost" in told(begun, "status")
    again = told(begun, "fill", "2020-03-17", "buy 1 MESM20 at 2400", "--replace").splitlines()
    assert again == [
        "told: fills of 2020-03-17, 1",
        "the rows of 2020-03-17 to 2020-03-18 were written down again; the earlier ones stay in the journal",
    ]
    assert told(begun, "fill", "2020-03-17", "model").startswith("told: 2020-03-17 was done as modelled")
    assert told(begun, "deviations") == "everything was done as modelled\n"


@pytest.mark.pages
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_command_speaks_the_language_that_is_asked(begun, language, tmp_path):
    lang = ("--lang", language)
    printed = [
        told(begun, "step", "--until", "2020-03-16", *lang),
        told(begun, "fill", "2020-03-17", "sell 1 MESM20 at 2400", *lang),
        told(begun, "step", *lang),
        told(begun, "remark", "a windy day", *lang),
        *(told(begun, command, *lang) for command in ("status", "verify", "deviations")),
        told(begun, "export", "--out", tmp_path / "results", *lang),
    ]
    spoken = [any(word in text for word in ("です", "まし", "番", "合計")) for text in printed]
    assert spoken == [language == "ja"] * len(printed)


@pytest.mark.pages
def test_values_for_programs_have_stable_keys(begun, tmp_path):
    stepped = json.loads(told(begun, "step", "--json", "--until", "2020-03-16"))
    assert stepped["stepped"]["dates"][-1] == stepped["until"] == "2020-03-16"
    order = stepped["tonight"]["orders"][0]
    assert (order["contract"], stepped["tonight"]["next_session"]) == ("MESM20", "2020-03-17")
    status = json.loads(told(begun, "status", "--json"))
    assert {**status, "schema": ""} == {
        **{key: value for key, value in stepped.items() if key != "stepped"},
        "schema": "",
    }
    assert [status[key] for key in ("currency", "agrees", "own_sessions")] == ["USD", True, 0]
    assert json.loads(told(begun, "verify", "--json")) == {
        "schema": "overlay.paper-verify/1", "folder": str(begun / "spx"), "name": "spx",
        "whole": True, "entries": 11, "until": "2020-03-16", "sha256": status["sha256"], "findings": [],
    }  # fmt: skip
    saved = json.loads(told(begun, "export", "--json", "--out", tmp_path / "results"))
    assert load_run(saved["folder"]).metrics["final_equity"] == status["equity"]


@pytest.mark.pages
def test_verify_ends_with_one_where_something_was_edited(begun):
    told(begun, "step", "--until", "2020-03-04")
    plan = begun / "spx" / "plan.toml"
    plan.write_text(plan.read_text().replace("0.2", "0.3", 1))
    assert told(begun, "verify", status=1) == "plan.toml is not what was written\n"
    assert told(begun, "verify", "--lang", "ja", status=1) == "plan.toml は書かれたときの内容ではありません\n"


@pytest.mark.pages
def test_a_strategy_whose_indicators_need_sessions_is_stepped_once_they_are_there(inside, tmp_path, market_file):
    own = tmp_path / "mean.py"
    own.write_text(
        "import backtrader as bt\n\n\nclass Mean(bt.Strategy):\n    def __init__(self):\n"
        "        self.mean = bt.ind.SMA(self.data, period=5)\n"
    )
    told(inside, "start", "mean", "--strategy", f"{own}:Mean", "--from", "2020-03", "--market", market_file)
    with pytest.raises(OverlayError, match="its indicators need 5 bars, and market has 4"):
        told(inside, "step", "--until", "2020-03-05")
    assert told(inside, "step", "--until", "2020-03-09").startswith("stepped 6 sessions, 2020-03-02 to 2020-03-09\n")


@pytest.mark.pages
def test_what_a_strategy_prints_stands_in_no_answer(inside, tmp_path, market_file):
    own = tmp_path / "loud.py"
    own.write_text(
        "import backtrader as bt\n\n\nclass Loud(bt.Strategy):\n    def next(self):\n        print('loud')\n"
    )
    told(inside, "start", "loud", "--strategy", f"{own}:Loud", "--from", "2020-03", "--market", market_file)
    json.loads(told(inside, "step", "--until", "2020-03-04", "--json"))
    json.loads(told(inside, "fill", "2020-03-05", "none", "--json"))
    for command in ("status", "deviations", "verify"):
        json.loads(told(inside, command, "--json"))
    plan = ["--strategy", f"{own}:Loud", "--set", "period.start=2020-03-02", "--market", str(market_file)]
    for asked in (["tonight", "--as-of", "2020-03-04", *plan, "--json"], ["why", "2020-03-04", *plan, "--json"]):
        json.loads(CliRunner().invoke(cli, asked, catch_exceptions=False).stdout)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("start", "spx"), "spx: exists; choose another name"),
        (("start", "../spx"), "should be a name without a folder"),
        (("start", ""), "should be a name without a folder"),
        (("start", ".hidden"), "should be a name of letters"),
        (("start", "new", "--from", "1066-10-14"), "start on 1066-10-14: should be a day from"),
        (("start", "new", "--from", "soon"), "period 'soon' is not known"),
        (("step", "other"), "other: there is no journal; there are spx"),
        (("step", "--until", "2020-02-03"), "should be a day from 2020-03-02"),
        (("status",), "has no session yet"),
        (("export",), "has no session yet"),
        (("fill", "2020-03-17", "none", "sell 1 MESM20 at 2400"), "`none` and `model` stand alone"),
        (("fill", "2020-03-17", "sell 1 MESM20 at 2400", "sell 1 MESM20 at 2401", "--commission", "1"), "--commission"),
        (("verify", "other"), "other: there is no journal"),
        (("fill", "2020-03-17", "buy 2,5 MESM20 at 2400"), "should read like"),
        (("fill", "2020-03-17", f"buy {10**20} MESM20 at 2400"), "should read like"),
        (("fill", "2020-03-17", "buy 2 MESM30 at 2400"), "MESM30 expires on 2030-06-21, more than 400 days after"),
        (("fill", "2020-03-17", "sell some"), "should read like 'sell 2 MESU26 at 5432.25'"),
        (("remark", " "), "a remark should have words"),
    ],
)
def test_what_cannot_be_is_one_sentence(begun, arguments, sentence):
    with pytest.raises(OverlayError) as wrong:
        told(begun, *arguments)
    assert sentence in str(wrong.value)
    assert "\n" not in str(wrong.value)


@pytest.mark.pages
def test_of_several_journals_one_has_to_be_named(begun, market_file):
    told(begun, "start", "other", "--from", "2020-03", "--market", market_file)
    with pytest.raises(OverlayError, match="there are other, spx; name one"):
        told(begun, "status")
    with pytest.raises(OverlayError, match="there is no journal; begin one with"):
        told(begun / "nowhere", "status")
    assert "stands at 2020-03-02" in told(begun, "step", "other", "--until", "2020-03-02")


STATEMENT = """\
date,kind,contract,side,size,price,commission,amount,currency
2020-02-03,trade,MESH20,buy,1,3250,1.24,,USD
2020-03-17,trade,MESM20,buy,1,2400,1.24,,USD
2020-03-17,trade,NK225MM20,buy,1,17000,38,,JPY
2020-03-19,trade,MESM20,sell,1,2350.25,1.24,,USD
"""


@pytest.mark.pages
def test_the_trades_of_a_statement_are_fills_once(begun, tmp_path):
    file = tmp_path / "statement.csv"
    file.write_text(STATEMENT)
    told(begun, "step", "--until", "2020-03-18")

    found = CliRunner().invoke(cli, ["paper", "fill", "--from", str(file), "--in", str(begun)], catch_exceptions=False)

    assert found.stdout.splitlines() == [
        "told: fills of 2020-03-17, 1",
        "told: fills of 2020-03-19, 1",
        "the rows of 2020-03-17 to 2020-03-18 were written down again; the earlier ones stay in the journal",
    ]
    first, second = found.stderr.splitlines()
    assert "line 2" in first
    assert first.endswith("a trade before the account was opened")
    assert second.endswith("a trade in another currency than USD")
    assert told(begun, "fill", "--from", file) == "told already: nothing new\n"
    assert told(begun, "verify").startswith("it is what was written: 16 entries")
    told(begun, "fill", "2020-03-17", "none", "--replace")
    with pytest.raises(OverlayError, match="something else is told of 2020-03-17 already"):
        told(begun, "fill", "--from", file)
    assert "told: fills of 2020-03-17, 1" in told(begun, "fill", "--from", file, "--replace")


@pytest.mark.parametrize(
    "arguments", [(), ("2020-03-17",), ("2020-03-17", "none", "--from", "x"), ("--from", "x", "--commission", "1")]
)
def test_fills_are_typed_or_from_a_statement(begun, arguments):
    with pytest.raises(OverlayError, match=r"^fill: "):
        told(begun, "fill", *arguments)
