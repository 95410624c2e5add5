"""What somebody's strategy fails with is one sentence: where, in which session, what."""

from unittest.mock import Mock

import backtrader as bt
import pytest

from data.base.errors import ConfigError
from engine import load_config, run_own
from engine.bt import own_failure
from engine.bt.own_failure import _place
from tests.support.commands import outside
from tests.support.own_strategies import Protected


class Failing(bt.Strategy):
    params = (("at", "next"),)

    def __init__(self):
        if self.p.at == "init":
            self.wrong = bt.indicators.SMA(self.data.close, perod=3)

    def start(self):
        if self.p.at == "start":
            raise ValueError

    def next(self):
        if len(self) == 5 and self.p.at == "next":
            self.buy(size=1 / 0)
        if len(self) == 5 and self.p.at == "order":
            self.buy(data="ES")


def failing(market, at):
    with pytest.raises(ConfigError) as told:
        run_own(Failing, load_config(None, ("period=2008-02",)), market, at=at)
    return str(told.value)


def test_an_error_tells_its_line_and_session(market):
    sentence = failing(market, "next")
    assert sentence.endswith(", in next, on 2008-02-07: ZeroDivisionError: division by zero")
    assert "test_own_failure.py, line " in sentence


def test_an_error_before_the_first_session_tells_its_line(market):
    assert "in __init__: TypeError: " in failing(market, "init")
    assert failing(market, "start").endswith("in start: ValueError")


def test_what_the_account_refuses_tells_the_line_too(market):
    assert ", in next, on 2008-02-07: " in failing(market, "order")


def test_indicators_longer_than_the_data_are_told_as_such(market):
    with pytest.raises(ConfigError, match=r"its indicators need 51 bars, and market has 20; give a longer period$"):
        run_own(Protected, load_config(None, ("period=2008-02",)), market)


def test_the_market_whose_contracts_are_traded_is_told_as_traded(market):
    run = run_own(Failing, load_config(None, ("period=2008-02", "own.feed=contracts")), market, at="")
    assert [one["traded"] for one in run.own["feeds"]] == [True]


def test_an_error_of_the_program_is_none_of_theirs(market, monkeypatch):
    monkeypatch.setattr("engine.runs.backtest.own_account", Mock(side_effect=ZeroDivisionError))
    with pytest.raises(ZeroDivisionError):
        run_own(Failing, load_config(None, ("period=2008-02",)), market)


@pytest.mark.parametrize(("file", "place"), [("strategies_mine.py", "strategies_mine.py, line 1, in <module>"),
                                             ("strategies/mine.py", None)])  # fmt: skip
def test_a_file_beside_the_program_is_theirs(file, place):
    with pytest.raises(ZeroDivisionError) as told:
        exec(compile("1 / 0", str(own_failure._HOUSE / file), "exec"))  # noqa: S102
    error = told.value.with_traceback(told.value.__traceback__.tb_next)
    assert _place(error) == place


def test_the_command_ends_with_a_sentence_and_with_all_lines_on_demand(tmp_path):
    text = "import backtrader as bt\n\nclass X(bt.Strategy):\n    def next(self):\n        1 / 0\n"
    (tmp_path / "x.py").write_text(text, encoding="utf-8")
    command = ("run", "--strategy", "x.py:X", "--period", "2008-02")
    done = outside(*command, cwd=tmp_path)
    assert done.returncode == 2
    code, error = done.stderr.splitlines()
    assert code == "code: x.py is a program in Python; it may do all that you may do"
    assert error == "overlay: x.py:X: x.py, line 5, in next, on 2008-02-01: ZeroDivisionError: division by zero"
    with pytest.raises(ConfigError):
        outside(*command, cwd=tmp_path, env={"OVERLAY_TRACEBACK": "1"})
