"""The kit for strategies of one's own: a sound one has nothing wrong, and what is wrong is told in a sentence."""

import random
import re

import backtrader as bt
import pytest

from engine import check_strategy, load_config
from tests.support.own_strategies import bars

QUARTER = load_config(None, ["period=2008-01..2008-03"])


class Sound(bt.Strategy):
    params = (("size", 10), ("period", 10))

    def __init__(self):
        self.over = self.data.close > bt.indicators.SMA(self.data.close, period=self.p.period)

    def next(self):
        self.order_target_size(target=self.p.size if self.over[0] else 0)


class Shifted(Sound):
    """Looks at tomorrow's close, as nobody who reads its `next` would notice."""

    def __init__(self):
        self.over = self.data.close(1) > self.data.close


class Asks(Sound):
    def next(self):
        if self.data.close[1] > self.data.close[0]:
            self.buy()


class Reads(Sound):
    """Reads what is laid out of the feed."""

    def next(self):
        closes, bars = self.data.close.array, len(self)
        self.order_target_size(target=self.p.size if bars < len(closes) and closes[bars] > closes[bars - 1] else 0)


class Draws(Sound):
    def next(self):
        self.order_target_size(target=random.choice((0, 10, 20)))  # noqa: S311


class Remembers(Sound):
    seen: list[int] = []  # noqa: RUF012  (what is wrong with it)

    def next(self):
        self.seen.append(1)
        self.order_target_size(target=len(self.seen) % 11)


class Idle(Sound):
    def next(self):
        """Nothing."""


class Greedy(Sound):
    def next(self):
        if len(self) in {20, 40}:
            self.buy(size=100 if len(self) == 20 else 5000)


class Elsewhere(Sound):
    def next(self):
        self.buy(data=self.datas[1])


def signal(cerebro):
    cerebro.adddata(bt.feeds.PandasData(dataname=bars("2007-12-03", "2008-07-31")), name="signal")


class Signalled(Sound):
    """Goes by a feed that is only looked at, as of yesterday."""

    def next(self):
        self.order_target_size(target=10 if self.datas[1].close[0] > self.datas[1].close[-1] else 0)


class SignalledTomorrow(Sound):
    """Goes by what the feed that is looked at closes at tomorrow."""

    def __init__(self):
        self.rises = self.datas[1].close(1) > self.datas[1].close

    def next(self):
        self.order_target_size(target=10 if self.rises[0] else 0)


def test_a_sound_one_has_nothing_wrong():
    assert check_strategy(Sound, QUARTER, size=5) == []


@pytest.mark.pages
def test_feeds_that_are_looked_at_are_cut_off_too():
    assert check_strategy(Signalled, QUARTER, setup=signal) == []
    assert "it looks ahead" in check_strategy(SignalledTomorrow, QUARTER, setup=signal)[0]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Shifted, "it looks ahead: cut off after 2008-"),
        (
            Asks,
            "in next, on 2008-01-15: looks ahead: line, [1]: asked for 2008-01-16, but today is 2008-01-15",
        ),
        pytest.param(Reads, "it looks ahead: cut off after 2008-", marks=pytest.mark.pages),
        pytest.param(
            Draws, "two runs of it differ, in the table equity: give whatever is random a seed", marks=pytest.mark.pages
        ),
        pytest.param(Idle, "it never sent an order in this period", marks=pytest.mark.pages),
        pytest.param(
            Greedy, "1 of its 2 orders were refused: collateral does not cover initial margin", marks=pytest.mark.pages
        ),
        pytest.param(Elsewhere, "in next, on 2008-01-15: IndexError: list index out of range", marks=pytest.mark.pages),
    ],
)
def test_what_is_wrong_is_a_sentence(kind, told):
    found = check_strategy(kind, QUARTER)
    assert any(told in one for one in found), found
    assert not any("\n" in one for one in found)


@pytest.mark.pages
def test_what_a_class_keeps_is_told_from_what_is_random(tmp_path):
    path = tmp_path / "keeps.py"
    path.write_text(
        "import backtrader as bt\n\n\nclass Keeps(bt.Strategy):\n    seen = []\n\n    def next(self):\n"
        "        self.seen.append(1)\n        self.order_target_size(target=len(self.seen) % 11)\n"
    )
    (found,) = check_strategy(f"{path}:Keeps", QUARTER)
    assert found.startswith("it keeps something in its class from one run to the next: the table ")


def test_an_order_for_what_is_only_looked_at_is_told():
    (found,) = check_strategy(Elsewhere, QUARTER, setup=signal)
    assert "'signal' (self.data1) is only looked at" in found


def test_what_cannot_be_run_at_all_is_one_sentence():
    (found,) = check_strategy("nowhere.py:Sound")
    assert found.startswith("strategy 'nowhere.py:Sound': there is no such file")
    assert check_strategy(Sound, QUARTER, sise=3) == ["params.sise: Sound has no such param; did you mean size?"]


class Much(bt.Strategy):
    def next(self):
        if len(self) == 2:
            self.buy(size=200)


@pytest.mark.pages
def test_a_figure_beyond_its_limit_is_told_with_as_many_digits_as_are_read():
    (told,) = check_strategy(Much, load_config(None, ["period=2014-01"]))
    assert re.fullmatch(r"its check 'exposure' was not kept on \d+ sessions \(figure 2\.\d{1,3}, limit 1\.3\)", told)
