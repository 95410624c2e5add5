from rich.table import Table

from engine.notebook.answer import Answer
from engine.results import views


def test_what_steers_a_terminal_is_shown_as_it_would_be_typed_at_a_prompt_and_in_a_notebook():
    table = Table("na\x1bme")
    table.add_row("a\u202eb<b>")
    answer = Answer(None, lambda _say: ["sent\x9bence", table])
    for told in (repr(answer), answer._repr_html_()):
        assert not {"\x1b", "\x9b", "\u202e"} & set(told)
        assert {r"sent\u009bence", r"na\x1bme"} <= set(told.replace(">", " ").replace("<", " ").split())
    assert "<b>" not in answer.html()


def test_so_is_a_run(monkeypatch):
    class Shows:
        lines = card = staticmethod(lambda _result: "a\x1b[31mb")

    monkeypatch.setattr(views, "_views", Shows)
    assert repr(views.Told()) == views.Told()._repr_html_() == r"a\x1b[31mb"
