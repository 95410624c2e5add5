"""Runs that take turns, and end together."""

import threading

import pytest

from engine.day.transfer_book import Standing
from engine.portfolio.clearing import Clearing
from engine.portfolio.plan import parse_plan
from engine.portfolio.running import run_accounts
from engine.portfolio.turns import Abandoned, Turn
from tests.support.portfolios import THREE

EVENING = Standing(0, 1.0, 0.0, 1, ruined=False, frozen=False)


@pytest.mark.parametrize("failure", [KeyboardInterrupt, MemoryError])
def test_whoever_stops_a_portfolio_stops_the_runs_of_all_accounts(failure, monkeypatch):
    def fail(*_given):
        raise failure

    monkeypatch.setattr(Clearing, "evening", fail)
    before = threading.active_count()
    with pytest.raises(failure):
        run_accounts(parse_plan({"accounts": THREE, "period": "2018-01"}))
    assert threading.active_count() == before


def test_a_run_that_takes_no_end_for_an_answer_ends_all_the_same():
    heard = []

    def stubborn(turn):
        for _ in range(3):
            try:
                turn.arrive(EVENING)
            except Abandoned as end:
                heard.append(end)

    turn = Turn(stubborn)
    assert turn.go_on() == EVENING
    turn.abandon()
    assert len(heard) == 3
