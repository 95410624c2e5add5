"""A result shows itself by what it is given, and not before it is looked at."""

import pytest

from engine.results import views


class Plain:
    """Views that say what they were asked."""

    def lines(self, result):
        return f"lines of {type(result).__name__}"

    def card(self, result):
        return f"card of {type(result).__name__}"

    def figure(self, result, what, **look):
        return type(result).__name__, what, look


@pytest.fixture
def shown_by(monkeypatch):
    """Results of this test are shown by other views than those of the program."""
    monkeypatch.setattr(views, "_MAKERS", [])
    return views.show_by


class Result(views.Shown):
    """A result."""


def test_a_result_is_shown_by_the_views_that_were_given_last(shown_by):
    shown_by(lambda: pytest.fail("other views were given"))
    shown_by(Plain)
    assert repr(Result()) == "lines of Result"
    assert Result()._repr_html_() == "card of Result"
    look = {"log": False, "theme": "light", "language": "en"}
    assert Result().plot() == ("Result", "equity", look)
    assert Result().plot("margin", log=True, theme="dark", language="ja") == (
        "Result", "margin", {"log": True, "theme": "dark", "language": "ja"}
    )  # fmt: skip


def test_views_are_made_when_a_result_is_looked_at(shown_by):
    made = []
    shown_by(lambda: made.append("made") or Plain())
    result = Result()
    assert made == []
    assert "lines" in repr(result)
    assert made == ["made"]
