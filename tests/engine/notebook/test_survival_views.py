"""What a notebook and a prompt show of a survival result."""

import pytest

from data.base.errors import ConfigError
from engine.survival.schemas import EVENTS, QUANTILES
from engine.words import words
from tests.support.survival_tables import survival_result


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return survival_result(tmp_path_factory.mktemp("survival"))


def of(result, table, **wanted):
    return [row for row in result.table(table).to_pylist() if wanted.items() <= row.items()]


def test_a_prompt_answers_with_the_sentence_and_a_line_for_each_event(result):
    first, *lines = repr(result).splitlines()
    assert first == f"SurvivalResult: {result.first_sentence()}"
    assert all(line.strip().startswith(words()(f"happened.{event}")) for event, line in zip(EVENTS, lines, strict=True))


def test_a_notebook_shows_the_sentence_and_a_row_for_each_event(result):
    card = result._repr_html_()
    assert f">{result.first_sentence()}</caption>" in card
    assert card.count("<tr>") == 1 + len(EVENTS)
    assert str(result.path) in card


def test_curves_are_those_of_the_table(result):
    figure = result.plot(language="ja")
    named = {line.name: line for line in figure.data}
    assert len(named) == len(EVENTS) - 1
    sold = named[words("ja")("happened.forced_sale")]
    assert list(sold.x) == list(range(21))
    told = of(result, "by_year", cell=9, kind="all", event="forced_sale")
    assert list(sold.y) == [1.0, *(row["share"] for row in told)]


def test_the_map_has_every_cell_and_the_line(result):
    figure = result.plot("heat")
    (heat,) = figure.data
    assert (list(heat.x), list(heat.y)) == (["10 %", "20 %", "30 %", "40 %"], ["10 %", "20 %", "30 %"])
    assert heat.text[2][1].endswith(" % ◆")
    assert [(line.x0, line.x1, line.y0, line.y1) for line in figure.layout.shapes] == [
        (-0.5, 0.5, 0.5, 0.5), (0.5, 0.5, 0.5, 1.5), (0.5, 1.5, 1.5, 1.5), (1.5, 2.5, 1.5, 1.5), (2.5, 2.5, 1.5, 2.5),
    ]  # fmt: skip


@pytest.mark.pages
def test_wealth_is_that_of_the_tables_also_on_a_logarithmic_scale(result):
    fan = result.plot("fan", log=True)
    assert fan.layout.yaxis.type == "log"
    assert list(fan.data[-1].y) == [row["wealth"] for row in of(result, "fan", quantile=0.5)]
    account, fund = result.plot("terminal", theme="dark").data
    told = of(result, "terminal", cell=9)
    assert list(account.y) == [row["wealth"] for row in told]
    assert list(fund.y) == [row["fund"] for row in told]
    assert len(account.x) == len(QUANTILES)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"what": "equity"}, "unknown chart 'equity'; known: survival, heat, fan, terminal"),
        ({"theme": "pink"}, "unknown theme 'pink'; known: light, dark"),
        ({"what": "heat", "log": True}, "a chart of heat has no logarithmic scale; log=True is for fan and terminal"),
        ({"language": "fr"}, "unknown language 'fr'"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(result, asked, sentence):
    with pytest.raises(ConfigError, match=f"^{sentence}"):
        result.plot(**asked)
