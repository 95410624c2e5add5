"""docs/orders.md: its code prints what it says, and its tables name every kind of order and every ending."""

import re
import sys
from pathlib import Path
from types import ModuleType

import backtrader as bt

from strategies.events.purposes import Ending

PAGE = (Path(__file__).parents[3] / "docs" / "orders.md").read_text(encoding="utf-8")
OTHERS = {Ending.OVER_BUDGET, Ending.NO_PREMIUM}
"""Ends of orders for options alone."""


def test_the_code_prints_what_the_page_says(capsys, monkeypatch):
    code, printed = (re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)[0] for kind in ("python", "text"))
    monkeypatch.setitem(sys.modules, "page", page := ModuleType("page"))  # Backtrader looks its classes up there
    exec(code, vars(page))  # noqa: S102
    assert capsys.readouterr().out == printed


def test_the_page_names_every_kind_and_every_ending():
    kinds = bt.Order.ExecTypes[: bt.Order.Historical]
    rows = "".join(re.findall(r"^\| .*$", PAGE, re.MULTILINE))
    assert [kind for kind in kinds if kind not in rows] == []
    assert [why for why in Ending if f"`{why.value}`" not in rows and why not in OTHERS] == []
