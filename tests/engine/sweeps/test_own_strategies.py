"""Sweeps over the params of a strategy of one's own: each row is a run, and its file is part of what was asked."""

from concurrent.futures import ThreadPoolExecutor

import backtrader as bt
import numpy as np
import pytest

from data.base.errors import ConfigError
from engine.manifest.manifest import inputs, plan_digest
from engine.results.trials import ledger, looks
from engine.runs.backtest import backtest
from engine.runs.own import run_own
from engine.settings.run_config import load_config
from engine.sweeps.request import SweepTerms, request_of
from engine.sweeps.sweep import sweep
from engine.tasks.program import key_of
from tests.support.own_strategies import bars

CROSSING = """import backtrader as bt


class Crossing(bt.Strategy):
    params = (("fast", 5), ("slow", 15), ("size", 20), ("colour", "red"), ("fails", False))

    def __init__(self):
        fast, slow = (bt.indicators.SMA(self.data.close, period=one) for one in (self.p.fast, self.p.slow))
        self.cross = bt.indicators.CrossOver(fast, slow)

    def next(self):
        if self.p.fails:
            self.p.size / 0
        if self.cross > 0:
            self.buy(size=self.p.size)
        elif self.cross < 0 and self.position:
            self.close()
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder in which one works, with the file of a strategy."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crossing.py").write_text(CROSSING)
    return tmp_path


def plan(*assignments, period="2007-01..2007-06"):
    given = (f"period={period}", "own.strategy=crossing.py:Crossing", *assignments)
    return load_config(None, given, pattern="own")


def swept(vary, config=None, **terms):
    with ThreadPoolExecutor(1) as executor:
        return sweep(config or plan(), vary, executor=executor, tell=lambda _text: None, **terms)


@pytest.mark.pages
def test_a_row_is_the_run_of_its_params_to_the_last_bit(folder):
    draw = np.random.default_rng(26)
    fast, slow = (draw.choice(range(*ends), 2, replace=False) for ends in ((2, 10), (16, 30)))
    made = swept([f"params.fast={fast[0]},{fast[1]}", f"params.slow={slow[0]},{slow[1]}"], curves=True)
    rows = made.table("runs").to_pylist()
    assert len(rows) == 5
    curves = made.frame("curves").groupby("cell")["equity"].apply(list)
    for row in rows:
        run = run_own("crossing.py:Crossing", plan(), fast=row["params.fast"], slow=row["params.slow"])
        assert {name: row[name] for name in ("final_equity", "sharpe", "max_drawdown")} == {
            name: run.metrics[name] for name in ("final_equity", "sharpe", "max_drawdown")
        }
        assert curves[row["cell"]] == run.table("equity")["equity"].to_pylist()
        assert row["digest"] == run.trial.digest
    assert [row["own"] for row in rows] == [True, *[False] * 4]


@pytest.mark.pages
def test_full_books_are_chosen_and_it_is_said(folder):
    made = swept(["params.size=10,20"])
    assert made.request["engine"] == "full"
    assert made.manifest["patterns"] == ["Crossing"]
    assert {"code": "full_books", "values": {"pattern": "Crossing"}} in made.manifest["notes"]
    with pytest.raises(ConfigError, match="a strategy of your own goes through Backtrader from session to session"):
        swept(["params.size=10,20"], engine="fast")


@pytest.mark.pages
def test_every_cell_is_a_look(folder):
    made = swept(["params.size=10,20,30"])
    seen = looks("results", made.manifest["market"]["content_sha256"])
    assert (seen.count, made.manifest["looks"]["trials"]) == (3, 3)
    run_own("crossing.py:Crossing", plan(), size=30).save()
    assert looks("results", made.manifest["market"]["content_sha256"]).count == 3
    assert made.manifest["looks"]["cells"][0]["deflated"] is None  # half a year is too short for a ratio


@pytest.mark.pages
def test_another_file_of_the_same_name_is_another_plan(folder):
    vary = ["params.size=10,20"]
    first, digest = swept(vary), plan_digest(plan())
    asked = request_of(plan(), vary, SweepTerms())
    question = asked.digest("market")
    key = key_of(question, asked.configs)
    (folder / "crossing.py").write_text(CROSSING.replace("self.cross < 0", "self.cross > -1"))
    again = request_of(plan(), vary, SweepTerms())
    assert plan_digest(plan()) != digest
    assert key_of(question, again.configs) != key
    assert again.digest("market") != question
    second = swept(vary)
    assert second.manifest["inputs"] != first.manifest["inputs"]
    assert len(ledger("results").trials) == 4


def test_a_module_beside_the_file_is_part_of_the_plan(folder):
    (folder / "crossing.py").write_text("import sizes\n" + CROSSING)
    (folder / "sizes.py").write_text("import json\n")
    told = inputs(plan())["inputs"]
    assert [*told] == ["crossing.py", "sizes.py"]
    (folder / "sizes.py").write_text("import json\nMORE = 1\n")
    assert inputs(plan())["inputs"]["sizes.py"] != told["sizes.py"]


def test_another_file_of_labels_is_another_plan_too(folder):
    def digest():
        config = load_config(None, ["regimes.file=mine.csv"])
        return config.digest, plan_digest(config)

    (folder / "mine.csv").write_text("date,label\n2007-01-03,calm\n")
    first = digest()
    (folder / "mine.csv").write_text("date,label\n2007-01-04,calm\n")
    assert digest()[0] == first[0] == load_config().digest
    assert digest()[1] != first[1]


@pytest.mark.pages
def test_a_param_that_does_nothing_is_said_to(folder):
    made = swept(["params.colour=red,blue", "params.size=10,20"])
    assert {"code": "setting_idle", "values": {"setting": "params.colour"}} in made.manifest["notes"]


@pytest.mark.parametrize(
    ("vary", "told"),
    [
        ("fast=5,10", r"--vary fast: is a param of the strategy; say params\.fast"),
        ("params.fst=5,10", r"params\.fst: Crossing has no such param; did you mean fast\?"),
        ("overlay.ratio=0.1,0.2", r"--vary overlay\.ratio: pattern own does not read it; leave it out"),
        ("own.strategy=nowhere.py:X", "there is no such file; give FILE.py:Class"),
    ],
)
def test_what_cannot_be_varied_is_refused_in_a_sentence(folder, vary, told):
    with pytest.raises(ConfigError, match=told):
        request_of(plan(), [vary], SweepTerms())


@pytest.mark.pages
def test_a_cell_that_fails_is_refused_with_the_line(folder):
    made = swept(["params.fails=true,false"])
    refused = [row["refused"] for row in made.table("runs").to_pylist()]
    assert refused == [
        None,
        "crossing.py:Crossing: crossing.py, line 13, in next, on 2007-01-25: ZeroDivisionError: division by zero",
    ]


@pytest.mark.pages
def test_several_strategies_are_swept_side_by_side(folder):
    (folder / "hold.py").write_text(CROSSING.replace("self.cross > 0", "len(self) == 30").replace("< 0", "< -9"))
    made = swept(["own.strategy=crossing.py:Crossing,hold.py:Crossing"])
    rows = made.table("runs").to_pylist()
    assert len({row["final_equity"] for row in rows}) == len(rows) == 2


@pytest.mark.pages
def test_a_walk_forward_holds_what_was_best(folder):
    made = swept(["params.size=10,20"], plan(period="2005-01..2007-06"), walk="1y/1y")
    assert made.table("walk_forward")["name"].to_pylist() == ["params.size=10"] * 2 or len(made.table("walk_forward"))


class Held(bt.Strategy):
    params = (("size", 10),)

    def next(self):
        if len(self) == 1:
            self.buy(size=self.p.size)


def of_its_own(cerebro):
    cerebro.adddata(bt.feeds.PandasData(dataname=bars("2006-01-01", "2009-12-31")))


@pytest.mark.pages
def test_a_class_that_is_in_no_file_is_swept_in_the_session_that_has_it(folder):
    run = run_own(Held, load_config(None, ["own.feed=own", "period=2007-01..2007-06"]), setup=of_its_own)
    assert run.config.own.file == ""
    made = sweep(run.config, "params.size=5,20", tell=lambda _text: None)
    rows = made.table("runs").to_pylist()
    assert [row["params.size"] for row in rows] == [10, 5, 20]
    assert rows[0]["final_equity"] == run.metrics["final_equity"] == backtest(run.config).metrics["final_equity"]
    assert ledger("results").trials["first"].unique().to_pylist()[0].isoformat() == "2007-01-03"
