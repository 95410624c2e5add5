"""The pages on states show files that are read."""

import re

import pytest

from data.contracts.calendars import xnys
from data.intake.statements.statement import read_statement
from engine.evening.state_file import parse_state


@pytest.mark.parametrize(("page", "contract"), [("state.md", "MESU26"), ("state.ja.md", "NK225MU26")])
def test_the_state_and_the_table_of_a_page_are_read(root, tmp_path, page, contract):
    text = (root / "docs" / page).read_text(encoding="utf-8")
    toml, csv = (re.search(rf"```{kind}\n(.*?)```", text, re.DOTALL)[1] for kind in ("toml", "text"))
    assert [one.contract for one in parse_state(toml.encode(), page).held.positions] == [contract]
    (tmp_path / "table.csv").write_text(csv, encoding="utf-8")
    told = read_statement(tmp_path / "table.csv", xnys(), "USD")
    assert {one.contract for one in (*told.positions, *told.trades)} == {contract}
    assert told.cash
    assert told.funds
