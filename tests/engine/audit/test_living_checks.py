"""What is lived on, outside the account: a note and a verdict with every pattern."""

import pytest

from engine import backtest, load_config
from engine.audit.chapters import audit
from engine.audit.verdicts import LineStanding
from engine.report.audit_words import asked, told
from engine.words import LANGUAGES, words
from engine.words.notes import spoken

PERIOD = ("period.start=2008-01-02", "period.end=2008-12-31")


def run(market, pattern, *settings):
    return backtest(load_config(None, (*PERIOD, *settings), pattern=pattern), market)


def living(cash):
    return f"living.cash={cash}", "living.monthly_expenses=5000.0"


def verdicts(made):
    return [one for one in audit(made) if one.check == "living"]


@pytest.mark.parametrize("pattern", ["core", "A", "B", "cash", "fx"])
def test_living_money_is_told_of_every_pattern(pattern, market):
    made = run(market, pattern, *living(62_500.0))
    (verdict,) = verdicts(made)
    assert verdict.figure == 12.5
    notes = {one["code"]: one["values"] for one in made.manifest["notes"]}
    assert notes["living"]["months"] == 12.5
    assert notes["losing_months"]["count"] == verdict.limit
    assert notes["losing_months"]["loss"] == verdict.numbers["loss"] <= verdict.numbers["fall"] + 1e-9


def test_what_is_not_said_is_not_asked(market):
    made = run(market, "A")
    assert verdicts(made) == []
    assert not {"living", "losing_months"} & {one["code"] for one in made.manifest["notes"]}


@pytest.mark.pages
def test_losses_in_a_row_for_longer_than_the_money_lasts_reach_it(market):
    needed = verdicts(run(market, "cash", *living(62_500.0)))[0].limit
    assert needed >= 2
    (enough,), (short,) = (
        verdicts(run(market, "cash", *living(5_000.0 * months))) for months in (needed, needed - 0.5)
    )
    assert (enough.standing, short.standing) == (LineStanding.KEPT, LineStanding.NOT_KEPT)


@pytest.mark.pages
def test_living_money_changes_no_number_of_a_run_and_counts_in_its_digest(market):
    plain, with_money = run(market, "A"), run(market, "A", *living(62_500.0))
    assert plain.table("equity").equals(with_money.table("equity"))
    assert plain.config.digest != with_money.config.digest


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_words(language, market):
    say, made = words(language), run(market, "A", *living(62_500.0))
    (verdict,) = verdicts(made)
    assert "12.5" in told(verdict, say)
    assert asked(verdict, say)
    assert all(spoken(one, say) for one in made.manifest["notes"])
