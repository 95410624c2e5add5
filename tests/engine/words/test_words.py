"""The catalogues of the two languages, and sentences that results keep in English."""

import re

import pytest

from data.base.errors import ConfigError
from data.market.periods import named_periods
from engine import backtest, compare_results, load_config
from engine.account.ledger import CATEGORIES
from engine.account.margin_monitor import ANSWERED_BY_THE_MARKET, REASONS
from engine.analysis.uncertainty import Resampling
from engine.audit.chapters import audit
from engine.audit.verdicts import LineStanding
from engine.report.audit_words import asked, told
from engine.words import LANGUAGES, add_words, remove_words, words
from strategies.base.strategy import EVENT_REASONS, OPTIONS_OVER
from strategies.events.purposes import Ending

FEW = Resampling(count=200)

LOOKED_UP_BY_NAME = """
answer audit bills bills_head check detail expectancy fill former headline held kind label
ladder left_out letter leverage metric mode outcome pattern plan question reason regime
riskless rule scheme size source split standing state streak survival trade
"""
"""Sections whose keys are put together; the tests of what they name look at each."""


def values(sentence):
    return sorted(re.findall(r"\{(\w+)[^}]*\}", sentence))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_missing_and_every_sentence_speaks_of_the_same_values(language):
    english, other = words("en").sentences, words(language).sentences
    assert list(other) == list(english)
    assert {key: values(text) for key, text in other.items()} == {key: values(text) for key, text in english.items()}
    assert all(text.strip() for text in other.values())


def test_every_key_is_used_somewhere(root):
    sources = [*(root / "engine").rglob("*.py"), *(root / "engine").rglob("*.html"), *(root / "engine").rglob("*.js")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    whole = set(LOOKED_UP_BY_NAME.split())
    unused = [
        key
        for key in words().sentences
        if f'"{key}"' not in text
        and f"'{key}'" not in text
        and f'chart("{key.split(".")[1]}"' not in text
        and key.split(".")[0] not in whole
    ]
    assert unused == []


def test_a_console_of_japan_can_show_every_japanese_sentence():
    for text in words("ja").sentences.values():
        text.encode("cp932")


def test_words_of_a_plug_stand_beside_the_catalogue_and_can_be_taken_away():
    told = words()("headline.run")
    add_words(
        {"en": {"plug.one": "one of {count}", "headline.run": "another"}, "ja": {"plug.one": "{count} 件中 1 件"}}
    )
    add_words({"en": {"plug.two": "two"}})
    say, other = words("en"), words("ja")
    assert (say("plug.one", count=3), other("plug.one", count=3)) == ("one of 3", "3 件中 1 件")
    assert other("plug.two") == "two"
    assert say("headline.run") == told
    remove_words({"en": {"plug.one": "", "plug.two": "", "headline.run": ""}, "ja": {"plug.one": ""}})
    assert say.section("plug") == other.section("plug") == {}
    assert say("headline.run") == told


def test_an_unknown_language_is_refused():
    with pytest.raises(ConfigError, match="unknown language 'fr'; known: en, ja"):
        words("fr")


def japanese(text):
    return words("ja").said(text)


def in_japanese(text):
    return re.search(r"[぀-ヿ一-鿿]", text) is not None


def speaks_japanese(text):
    return in_japanese(japanese(text))


def test_a_sentence_of_a_result_is_told_in_japanese_with_its_numbers():
    assert japanese("volatility 20.8% above 20.0%") == "変動率 20.8% が 20.0% を超えた"
    assert japanese("XSP options were listed on 2005-10-25; before that they are hypothetical").startswith(
        "XSP オプション"
    )
    assert japanese("2 margin_call, 1 loss_cut") == "追証 2 回, ロスカット 1 回"
    assert japanese("a strategy's own word") == "a strategy's own word"
    assert words("en").said("fixed roll date") == "fixed roll date"


@pytest.mark.parametrize("key", ["note.carried_more", "former.leads"])
def test_a_run_keeps_its_name_in_every_language(key):
    note = words()(key, run="calm", count=1, total=2, times="1.25", month="2009-03")
    assert words("ja").said(note).startswith("calm: ")


def test_all_that_a_broker_or_a_rule_says_is_known(market):
    said = [
        *EVENT_REASONS.values(),
        *REASONS.values(),
        ANSWERED_BY_THE_MARKET,
        *(end.value for end in Ending),
        OPTIONS_OVER,
    ]
    said += set(CATEGORIES.values())
    settings = [
        "period.start=2008-01-01",
        "period.end=2009-12-31",
        "account.profile=jp_retail_futures",
        "overlay.ratio=3.0",
    ]
    runs = {}
    for pattern, more in (("A", ["stops.monthly_loss=0.02"]), ("B", []), ("C", [])):
        chosen = [*settings, "overlay.max_total_exposure=5.0", "overlay.acknowledge_high_leverage=true", *more]
        runs[pattern] = backtest(load_config(None, chosen, pattern=pattern), market)
        said += runs[pattern].table("events")["reason"].to_pylist()
        said += runs[pattern].manifest["notes"]
        verdicts = [one for one in audit(runs[pattern]) if one.standing is not LineStanding.NOT_PART]
        assert all(in_japanese(say(one, words("ja"))) for one in verdicts for say in (asked, told))
    comparison = compare_results(runs, market, plan=FEW)
    said += comparison.manifest["notes"] + comparison.tables["regimes"]["regime"].to_pylist()
    strangers = {text for text in said if not speaks_japanese(text)}
    names = {one.name for one in named_periods()}
    assert {text for text in strangers if not text.startswith("VIX")} <= names


def test_a_note_of_some_runs_is_told_under_their_names_in_both_languages():
    note = words()("note.of_run", run="A, A jp", note=words()("note.unfilled", count=1, total=755))
    assert note == "A, A jp: 1 of 755 orders were not filled; the table orders says why"
    assert japanese(note).startswith("A, A jp: 755 件中 1 件")
    assert japanese(
        "bootstrap: 9 returns are too few for blocks of 63 sessions; give 1,197 or shorter blocks"
    ).startswith("リターンが 9 個")
