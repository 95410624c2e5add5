"""What a notebook and a prompt show of a result of `overlay worth`."""

import pytest

from data.base.errors import ConfigError
from engine.report.weighed import weighed
from engine.report.worth_rows import first_sentence, label
from engine.words import words
from tests.support.worth_result import NO_PATHS, worth_result

pytestmark = pytest.mark.pages


@pytest.fixture(scope="module")
def result(market, tmp_path_factory):
    return worth_result(market, tmp_path_factory.mktemp("worth"), terms=NO_PATHS)


def test_a_prompt_answers_with_the_sentence_and_a_paragraph_for_each_rule(result):
    first, *lines = repr(result).splitlines()
    assert first == f"WorthResult: {first_sentence(result, words())}"
    rules = [label(one, words()) for one in weighed(result)["rules"]]
    assert [line.strip().partition(":")[0] for line in lines] == rules


def test_a_notebook_shows_a_table_for_each_group(result):
    card = result._repr_html_()
    assert first_sentence(result, words()) in card
    assert card.count("<table") == len(weighed(result)) - 1
    assert str(result.path) in card


@pytest.mark.parametrize(("what", "figure"), [("worth", "cagr"), ("fall", "max_drawdown")])
def test_bars_are_the_effects_with_their_intervals(result, what, figure):
    bars = {bar.name: bar for bar in result.plot(what, language="ja").data}
    rules = weighed(result)["rules"]
    drawn = bars[words("ja")("worth_group.rules")]
    assert list(drawn.x) == [one.effect(figure) for one in rules]
    for place, one in enumerate(rules):
        row = one.effects[figure]
        ends = drawn.x[place] - drawn.error_x.arrayminus[place], drawn.x[place] + drawn.error_x.array[place]
        if row["low"] <= drawn.x[place] <= row["high"]:
            assert ends == pytest.approx((row["low"], row["high"]))


@pytest.mark.parametrize(
    ("asked", "told"),
    [({"what": "x"}, "unknown chart 'x'"), ({"theme": "x"}, "unknown theme"), ({"log": True}, "no logarithmic scale")],
)
def test_what_there_is_none_of_is_refused(result, asked, told):
    with pytest.raises(ConfigError, match=told):
        result.plot(**asked)
