"""The catalogues of the languages: complete, of the same values, and with words for every code that the program has."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from data.base.errors import ConfigError
from data.signals.own_labels import OTHER
from data.signals.regimes import BULL_BEAR, REGIMES
from engine.account.ledger import CATEGORIES
from engine.analysis.ex_post_regimes import NO_CRISIS
from engine.audit.account_checks import ACCIDENTS
from engine.words import LANGUAGES, add_words, catalogue, remove_words, words
from engine.words.notes import note, plain_note, refused, spoken
from strategies.base.strategy import EVENTS, OPTIONS_OVER
from strategies.events.purposes import Ending

LOOKED_UP_BY_NAME = """
absence_begins absence_column account accounts answer assumed_kind audit bear bills bills_head bound budget_size
calendar_column calls chapter check clock closing_what closing_when confidence contract_ladder cure dealt decided
detail ending event expectancy fill flowed guide hand happened headline held help index_name journal_chart
journal_page judge judge_ask kind kind_chart kind_page label ladder left_out letter leverage measure measured mended
mode money months_streak nearest options_earn order_for order_kind otherwise outcome outcomes overlay_size paper_cause
paper_found paper_left_out path_kind pattern payment_every period_kind plan portfolio_page posting question reason
recorded regime regime_band riskless rule ruling scheme short_when sight size sizing source source_of split standing
state streak stress_unattended survive_accounts survive_chart survive_column sweep_by sweep_chart sweep_column
sweep_engine sweep_looks tonight_account tonight_column tonight_date tonight_level tonight_order tonight_title trade
trade_size trades_by trial way_condition way_stage weekday why why_binding why_category why_cause why_chapter
why_dealt why_moment why_part why_place why_schedule why_side why_source why_what worth_column worth_figure
worth_group worth_pair worth_read worth_title worth_variant zone
"""
"""Sections whose keys are put together; the tests of what they name look at each."""


JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


def values(sentence):
    return sorted(re.findall(r"\{\w+[^}]*\}", sentence))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_missing_and_every_sentence_speaks_of_the_same_values(language):
    english, other = catalogue("en"), catalogue(language)
    assert list(other) == list(english)
    assert {key: values(text) for key, text in other.items()} == {key: values(text) for key, text in english.items()}
    assert all(text.strip() for text in other.values())


@pytest.mark.pages
def test_every_key_is_used_somewhere(root):
    sources = [*(root / "engine").rglob("*.py"), *(root / "engine").rglob("*.html"), *(root / "engine").rglob("*.js")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    whole = set(LOOKED_UP_BY_NAME.split())
    unused = [
        key
        for key in catalogue("en")
        if f'"{key.removeprefix("note.")}"' not in text
        and f"'{key}'" not in text
        and f'chart("{key.split(".")[1]}"' not in text
        and key.split(".")[0] not in whole
    ]
    assert unused == []


def test_a_console_of_japan_can_show_every_japanese_sentence():
    for text in catalogue("ja").values():
        text.encode("cp932")


def test_every_japanese_sentence_is_japanese():
    told = {key: re.sub(r"\{[^}]*\}", "", text) for key, text in catalogue("ja").items()}
    foreign = [key for key, text in told.items() if re.search(r"[a-z]{3}", text) and not JAPANESE.search(text)]
    assert foreign == ["riskless.USD", "bills.USD", "bills_head.USD"]


def test_words_of_a_plug_stand_beside_the_catalogue_and_can_be_taken_away():
    told = words()("headline.run")
    first = {"en": {"plug.one": "one of {count}", "headline.run": "another"}, "ja": {"plug.one": "{count} 件中 1 件"}}
    second = {"en": {"plug.two": "two"}}
    add_words(first)
    add_words(second)
    say, other = words("en"), words("ja")
    assert (say("plug.one", count=3), other("plug.one", count=3)) == ("one of 3", "3 件中 1 件")
    assert other("plug.two") == "two"
    assert say("headline.run") == told
    remove_words(first)
    remove_words(second)
    assert say.section("plug") == other.section("plug") == {}
    assert say("headline.run") == told


def test_a_plug_that_goes_leaves_the_words_of_one_that_has_the_same_keys():
    one, other = {"en": {"plug.one": "one", "plug.two": "two"}}, {"en": {"plug.one": "another"}}
    add_words(one)
    add_words(other)
    assert words()("plug.one") == "another"
    remove_words(other)
    assert (words()("plug.one"), words()("plug.two")) == ("one", "two")
    remove_words(one)
    assert words().section("plug") == {}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, r"there are no words for 'plug.one'; the plug that says it should bring them in its `words`"),
        (
            "{size} of it",
            r"the words of 'plug.one', '{size} of it', cannot be said \(KeyError\('size'\)\); .* told count",
        ),
        ("{count:z}", r"the words of 'plug.one', '{count:z}', cannot be said \(ValueError"),
        ("{count", r"the words of 'plug.one', '{count', cannot be said \(ValueError"),
    ],
)
def test_words_that_a_plug_lacks_or_that_speak_of_what_is_not_told_are_one_sentence(text, sentence):
    brought = {"en": {} if text is None else {"plug.one": text}}
    add_words(brought)
    with pytest.raises(ConfigError, match=f"^{sentence}"):
        words("ja")("plug.one", count=3)
    assert words("ja").told("plug", "one", count=3) == "one"
    remove_words(brought)


def test_ours_that_lack_a_value_are_a_mistake_in_the_program():
    with pytest.raises(KeyError) as told:
        words()("note.vix_proxy")
    assert not isinstance(told.value, ConfigError)


def test_an_unknown_language_is_refused():
    with pytest.raises(ConfigError, match="unknown language 'fr'; known: en, ja"):
        words("fr")


def test_a_code_is_told_in_each_language_with_its_numbers():
    assert words().told("reason", "roll") == "fixed roll date"
    assert words("ja").told("reason", "roll", size=-2.0, price=1_400.0) == "決められたロール(限月交代)の日"
    few = note("few_returns", count=9, block=63.0, least=1197)
    untested = note("no_intervals", why=few)
    assert spoken(untested) == f"no confidence intervals: {spoken(few)}"
    assert spoken(few).endswith("9 returns are too few for blocks of 63 sessions; give 1197 or shorter blocks")
    assert spoken(untested, words("ja")).startswith("信頼区間なし: リターンが 9 個")
    shut = note("never_open", rules=["halving", "loss_stop"])
    assert spoken(shut) == "the overlay never traded: held at zero by halving, loss stop"
    assert "半減、月次損失停止" in spoken(shut, words("ja"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_no_words_is_told_as_it_stands(language):
    say = words(language)
    for text in ("my own word", "", "volatility 20.8% above 20.0%", "{size}", "a. b: c"):
        assert say.told("reason", text) == text
        assert spoken(text, say) == text
    assert say.told("note", "vix_proxy") == "vix_proxy"  # its number is missing


def test_a_note_for_other_programs_has_code_values_and_its_english_sentence():
    known = note("bill_carried", share=0.0068)
    assert plain_note(known) == {**known, "text": "the bill yield is carried forward on 0.7% of sessions"}
    assert plain_note("as it was written") == {"code": "text", "values": {}, "text": "as it was written"}
    assert plain_note(refused(ConfigError("no: set it to 1")))["text"] == "no: set it to 1"


CODES = {
    "reason": [
        *(purpose.word for purpose in EVENTS), OPTIONS_OVER, "hedge", "forced", "expiry", "no_trend", "over_budget",
        "warning", "margin_call", "call_met", "by_the_market", "by_reduction", "deadline_missed", "loss_cut",
        "mid_session", "at_limit", "ruin", "tax_assessed", "tax_paid", "tax_unpaid", "tax_outstanding",
    ],
    "ending": [one.value for one in Ending],
    "source": [*dict.fromkeys(CATEGORIES.values())],
    "label": ACCIDENTS,
    "regime": [*REGIMES, *BULL_BEAR, NO_CRISIS, OTHER],
}  # fmt: skip
"""What the program calls things, by section."""


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words_in_every_language(language, root):
    known = catalogue(language)
    codes = {f"{section}.{code}" for section, codes in CODES.items() for code in codes}
    assert codes - set(known) == set()
    sources = (path.read_text(encoding="utf-8") for path in (root / "engine").rglob("*.py"))
    noted = {code for text in sources for code in re.findall(r"""\bnote\(\s*"(\w+)\"""", text)}
    assert len(noted) > 40
    assert [code for code in sorted(noted) if f"note.{code}" not in known] == []


def test_a_run_keeps_its_name_in_every_language():
    told = note("carried_more", run="calm", count=1, total=2, times=1.25, month="2009-03")
    assert [spoken(told, words(language)).partition(": ")[0] for language in LANGUAGES] == ["calm"] * len(LANGUAGES)


@pytest.mark.pages
def test_one_file_beside_the_catalogues_adds_a_language(root, tmp_path):
    """The program in a folder of its own, with a catalogue of one sentence; what it lacks is told in English."""
    for name in ("data", "strategies", "engine"):
        shutil.copytree(root / name, tmp_path / name)
    (tmp_path / "engine" / "words" / "xx.toml").write_text('[said]\nsaved = "kept in {path}"\n', encoding="utf-8")
    script = """
from engine.cli import cli
from engine.words import LANGUAGES, words
print(LANGUAGES, words("xx")("said.saved", path="here"), words("xx").told("reason", "roll"))
cli(["show", "run", "--in", "results", "--lang", "xx"])
"""
    shutil.copytree(root / "tests" / "golden" / "3" / "core", tmp_path / "results" / "run")
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(tmp_path), "PATH": str(Path(sys.executable).parent)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("('en', 'ja', 'xx') kept in here fixed roll date\n")
    assert "opening capital" in done.stdout
