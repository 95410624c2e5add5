"""`docs/backtrader.md`: its code runs, its rows are tried on both brokers, and both languages say the same."""

import ast
import re
import warnings
from contextlib import chdir
from pathlib import Path

import backtrader as bt
import pandas as pd
import pytest

from data.base.errors import ConfigError
from engine import broker_for
from strategies.sizing.sizers import AllowedLossSizer, CollateralSizer
from validation.backtrader import PAGES, page

ROOT = Path(__file__).parents[2]
TEXTS = {language: path.read_text(encoding="utf-8") for language, path in PAGES.items()}
FRAME = pd.read_csv(ROOT / "examples" / "backtrader" / "spx.csv", parse_dates=["Date"], index_col="Date")[:40]
CODE = re.compile(r"`([^`\n]+)`")
TRIED = {"en": "ordinary code", "ja": "普通のコード"}
"""What a column of code to try is called."""


def rows(language):
    """Cells of the rows of tables whose first column is code, with what the second is called."""
    for table in re.findall(r"(?:^\|.*\|\n)+", TEXTS[language], re.MULTILINE):
        (first, second), _, *found = [line.strip("| \n").split(" | ", 1) for line in table.splitlines()]
        if first == TRIED[language]:
            yield from ((*one, second) for one in found)


WRITTEN = [(CODE.fullmatch(first), second, head) for first, second, head in rows("en")]
ROWS = [whole[1] for whole, *_ in WRITTEN if whole]
REFUSED = [
    whole[1] for whole, second, head in WRITTEN if whole and (head.startswith("why") or second.startswith("ref"))
]


class Hold(bt.Strategy):
    """Holds some, does what a row says, leaves, and asks its sizer once."""

    params = (("code", ""),)

    def __init__(self):
        self.sent = []
        self.do("self.add_timer")

    def do(self, beginning):
        if self.p.code.startswith(beginning):
            close = self.data.close[0] if len(self.data) else 0.0
            exec(self.p.code, {"self": self, "bt": bt, "data": self.data, "close": close})  # noqa: S102

    def next(self):
        if len(self) == 5:
            self.buy(size=3)
        if len(self) == 10 and "add_timer" not in self.p.code:
            self.do("self.")
        if len(self) == 20:
            self.close()
        if len(self) == 25:
            self.buy()

    def notify_order(self, order):
        self.sent.append(order)


def tried(code, *, ours):
    """The strategy after a run of two months in which a row of the page was done, on this account or Backtrader's
    broker.
    """
    names = {"bt": bt, "Hold": Hold, "CollateralSizer": CollateralSizer, "AllowedLossSizer": AllowedLossSizer}
    cerebro = eval(code, names) if code.startswith("bt.Cerebro(") else bt.Cerebro()  # noqa: S307
    data = bt.feeds.PandasData(dataname=FRAME)
    cerebro.adddata(data)
    if ours:
        cerebro.setbroker(broker_for(data))
    else:
        cerebro.broker.set_cash(1e6)
    if code.startswith("cerebro."):
        exec(code, {**names, "cerebro": cerebro, "data": data})  # noqa: S102
    if "optstrategy" not in code:
        cerebro.addstrategy(Hold, code=code)
    (strategy,) = cerebro.run(maxcpus=1)
    return strategy


def blocks(language, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", TEXTS[language], re.DOTALL | re.MULTILINE)


def test_there_are_rows_to_try():
    assert len(ROWS) > 35
    assert 8 <= len(REFUSED) < len(ROWS) / 2


@pytest.mark.parametrize("code", ROWS)
def test_what_is_written_runs_on_backtraders_broker_and_here_or_is_refused(code, capsys):
    tried(code, ours=False)
    if code in REFUSED:
        with pytest.raises(ConfigError):
            tried(code, ours=True)
        return
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        done = tried(code, ours=True)
    assert ["getcash" in str(one.message) for one in told] == [True] * code.count("getcash")
    if "Hold" not in code:
        assert any(order.status == order.Completed for order in done.sent)


@pytest.mark.pages
def test_the_code_runs(capsys):
    code, *shown = blocks("en", "python")
    crossing = (ROOT / "examples" / "own" / "crossing.py").read_text(encoding="utf-8")
    assert [one for one in shown if one not in crossing] == []
    with chdir(ROOT):
        exec(compile(code, "page", "exec"), {"__name__": __name__})  # noqa: S102
    assert float(capsys.readouterr().out.replace(",", "")) > 0.0


def test_both_languages_show_the_same_code_and_commands_and_lead_to_the_same_places():
    (english, *shown), (japanese, *again) = blocks("en", "python"), blocks("ja", "python")
    assert ast.dump(ast.parse(english)) == ast.dump(ast.parse(japanese))
    assert shown == again
    assert blocks("en", "console") == blocks("ja", "console")
    assert [first for first, *_ in rows("ja") if first[0] == "`"] == [one for one, *_ in rows("en") if one[0] == "`"]
    prose = [re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE) for text in TEXTS.values()]
    assert set(CODE.findall(prose[1])) == set(CODE.findall(prose[0]))
    links = [
        re.findall(r"\]\(([^)]+)\)", TEXTS[language].replace(".ja.md", ".md").replace("#さらに", "#more"))
        for language in PAGES
    ]
    assert sorted(links[0]) == sorted(links[1])


@pytest.mark.pages
@pytest.mark.parametrize("language", PAGES)
def test_the_page_shows_what_its_commands_print(language):
    assert TEXTS[language] == page(language)
