"""What a notebook and a prompt show of a sweep."""

import pytest

from data.base.errors import ConfigError
from engine.report.sweep_verdict import first_sentences
from engine.words import words
from tests.support.sweep_tables import BUFFERS, OVERLAYS, PROFILES, sweep_result


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return sweep_result(tmp_path_factory.mktemp("sweep"))


def test_a_prompt_answers_with_the_first_sentences(result):
    first, *others = first_sentences(result, words())
    told = repr(result).splitlines()
    assert told[0] == f"SweepResult: {first}"
    assert [line.strip() for line in told[1:]] == others


def test_a_notebook_shows_the_best_and_the_plan_itself(result):
    card = result._repr_html_()
    ran = result.frame().dropna(subset="sharpe").sort_values("sharpe", ascending=False)
    assert card.count("<tr>") == 1 + 10
    assert f">{ran['sharpe'].iloc[0]:.2f}</td>" in card
    assert "◆" in card
    assert str(result.path) in card
    assert "cash.buffer made no difference" in card


@pytest.mark.pages
def test_maps_have_every_cell_and_the_edge_of_the_plateau(result):
    figure = result.plot("heat", language="ja")
    assert [len(one.x) * len(one.y) for one in figure.data] == [len(OVERLAYS) * len(BUFFERS)] * len(PROFILES)
    assert figure.data[0].text[1][2].endswith(" ◆")
    assert figure.data[0].z[0][-1] is None
    assert "makes total exposure 1.4" in figure.data[0].customdata[0][-1]
    land = result.frame("landscape")["plateau"].sum()
    assert len(figure.layout.shapes) >= 4
    assert land > 1


def test_a_line_has_the_criterion_of_every_cell(result):
    lines = result.plot("line").data
    runs = result.frame().dropna(subset="sharpe")
    for line in lines:
        buffer, profile = (part.partition("=")[2] for part in line.name.split())
        own = runs[(runs["cash.buffer"] == float(buffer)) & (runs["account.profile"] == profile)]
        assert dict(zip(line.x, line.y, strict=True)) == dict(zip(own["overlay.ratio"], own["sharpe"], strict=True))
    assert len(lines) == len(BUFFERS) * len(PROFILES)


def test_a_walk_is_that_of_the_table_also_on_a_logarithmic_scale(result):
    figure = result.plot("walk", log=True, theme="dark")
    assert figure.layout.yaxis.type == "log"
    for line, name in zip(figure.data, ("equity", "own", "best"), strict=True):
        assert list(line.y) == result.table("stitched")[name].to_pylist()
    assert [line.name for line in figure.data] == ["walk forward", "the plan itself", "best in hindsight"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"what": "equity"}, "unknown chart 'equity'; known: heat, line, walk, curves"),
        ({"what": "heat", "theme": "pink"}, "unknown theme 'pink'; known: light, dark"),
        ({"what": "heat", "log": True}, "a chart of heat has no logarithmic scale; log=True is for walk and curves"),
        ({"what": "curves"}, "a chart of curves needs them kept; run the sweep with curves=True"),
        ({"what": "heat", "language": "fr"}, "unknown language 'fr'"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(result, asked, sentence):
    with pytest.raises(ConfigError, match=f"^{sentence}"):
        result.plot(**asked)


def test_what_a_sweep_has_not_is_one_sentence(tmp_path):
    bare = sweep_result(tmp_path, overlays=(0.2,), buffers=(0.3,), walk=False)
    for chart, sentence in (
        ("heat", "needs two settings that are numbers"), ("line", "needs a setting that is a number"),
        ("walk", "needs a walk forward"),
    ):  # fmt: skip
        with pytest.raises(ConfigError, match=sentence):
            bare.plot(chart)
