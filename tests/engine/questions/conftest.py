"""Checks of plans without made-up histories, each over a few years of the market."""

from functools import cache

import pytest

from engine import load_config
from engine.questions.plan_check import Asked, check
from engine.survival.listener import listener_of

YEARS = ("period.start=2007-01-03", "period.end=2008-12-31")
LIVING = ("living.cash=120000.0", "living.monthly_expenses=5000.0")


@pytest.fixture(scope="package")
def checked(market):
    """The check of a plan: settings and a pattern, or a file."""

    @cache
    def ask(*settings, pattern=None, file=None, tax_free=False, living=True):
        top = {"pattern": pattern} if pattern else {}
        own = LIVING if living and file is None else ()
        config = load_config(file, (*YEARS, *own, *settings), **top)
        return check(config, market, Asked(0, tax_free=tax_free), listener_of(lambda _: None, 1))

    return ask


@pytest.fixture(scope="package")
def answer(checked):
    """The answer to one question of a plan."""

    def ask(question, *settings, **asked):
        answers = [one for chapter in checked(*settings, **asked).chapters for one in chapter.answers]
        (found,) = [one for one in answers if one.question == f"question.{question}"]
        return found

    return ask
