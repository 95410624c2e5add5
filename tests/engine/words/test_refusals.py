import re
import string
import tomllib
from importlib.resources import files

import pytest

from data.base.errors import ConfigError
from data.base.finding import Refused
from data.base.saying import said
from data.intake.reading.problems import reading
from engine.words import LANGUAGES, ORIGINAL, words
from engine.words.notes import Explained, note, refused, spoken, told
from engine.words.refusals import refusal
from validation.refusals import templates
from validation.translations import ELSEWHERE

OTHERS = [language for language in LANGUAGES if language != ORIGINAL]


def rooms(language):
    return tomllib.loads(files("engine.words").joinpath(f"errors_{language}.toml").read_text(encoding="utf-8"))


def every(language):
    return {key: text for room in rooms(language).values() for key, text in room.items()}


@pytest.mark.pages
@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_in_which_the_program_refuses_something_is_translated_and_no_other(language):
    found = templates()
    assert {key: place for key, place in found.items() if key not in every(language)} == {}
    ours = {key for room, of in rooms(language).items() if room != ELSEWHERE for key in of}
    assert ours - found.keys() == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_tells_every_value(language):
    for key, text in every(language).items():
        holes = len(re.findall(r"\{\}", key)) - len(re.findall(r"[a-z]\{\}(?= |$)", key))  # an s of the plural is none
        assert len({place for _, place, _, _ in string.Formatter().parse(text) if place is not None}) >= holes, key


def test_a_console_of_japan_can_show_every_refusal():
    for text in every("ja").values():
        text.encode("cp932")


@pytest.mark.pages
@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_is_known_by_its_own_template_and_no_other(language):
    for key, text in every(language).items():
        values = [f"(V{place})" if glued else f"V{place}" for place, glued in enumerate(_glued(key))]
        sentence = key.replace("{}", "\0")
        for value in values:
            sentence = sentence.replace("\0", value, 1)
        said = refusal(sentence, language)  # of two values side by side the first may take all
        assert sorted(said) == sorted(_plain(text.format(*values))) or said == sentence, key


def _glued(key):
    return [match.start() > 0 and key[: match.start()].endswith("{}") for match in re.finditer(r"\{\}", key)]


def _plain(text):
    return re.sub(r"。+(?=[。、)])", "", text)


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("unknown fund 'zz'; known: mmf, bills", "ファンド 'zz' は知られていません。使えるもの: mmf, bills"),
        (
            "plan.toml: unknown key overlay.rato; did you mean overlay.ratio?",
            "plan.toml: 設定 overlay.rato は知られていません。overlay.ratio のことですか。",
        ),
        ("--set: overlay.ratio = 'x': should be a valid number", "--set: overlay.ratio = 'x': 数を指定してください"),
        (
            "--set: margin.source = 1: should be 'table_or_model', 'table' or 'model'",
            "--set: margin.source = 1: 'table_or_model'、'table'、'model' のいずれかを指定してください。",
        ),
        (
            "plan.toml: currency = 'usd': should be 'USD' or 'JPY'; did you mean USD?",
            "plan.toml: currency = 'usd': 'USD'、'JPY' のいずれかを指定してください。USD のことですか。",
        ),
        (
            "a.parquet: cannot be read (No such file or directory); check its name",
            "a.parquet: 読めません(ファイルもフォルダーもありません)。名前を確かめてください。",
        ),
        (
            "p: cannot be read (it is a pipe, and only ordinary files are read); give the path of a CSV of profiles",
            "p: 読めません(パイプです。読むのは通常のファイルだけです)。プロファイルの CSV のパスを指定してください。",
        ),
        (
            "a.toml: cannot be read (it has 15.00 MB, and at most 1.05 MB are read)",
            "a.toml: 読めません(大きさは 15.00 MB で、読めるのは 1.05 MB までです)。",
        ),
        ("give --capital, such as --capital 100000", "--capital(--capital 100000 など) を指定してください。"),
        ("one is nothing to another", "one is nothing to another"),
    ],
)
def test_a_refusal_is_told_in_japanese_with_its_values_where_they_belong(english, japanese):
    assert refusal(english, "ja") == japanese


def test_a_sentence_within_a_sentence_is_told_in_japanese_too():
    inner = "nothing.toml: cannot be read (No such file or directory); give the path of a TOML file"
    told_in = refusal(f"walk forward: {inner}", "ja")
    assert told_in.startswith("ウォークフォワード: nothing.toml: 読めません(ファイルもフォルダーもありません)")


def test_an_error_is_told_in_english_as_it_is():
    error = ConfigError("unknown fund 'zz'; known: mmf")
    assert told(error, "en") == str(error)
    assert told(error, "ja") == "ファンド 'zz' は知られていません。使えるもの: mmf"


def test_findings_of_a_file_and_notes_are_told_by_their_codes():
    wrong = Refused([reading("no-rows", "a.csv", said("sheet.no_row"))])
    assert told(wrong, "ja").startswith("a.csv")
    assert told(wrong, "ja") != str(wrong)
    few = Explained(note("few_years", years=2))
    assert told(few, "ja") == words("ja")("note.few_years", years=2)


def test_a_refusal_that_a_result_keeps_as_a_sentence_is_told_in_japanese():
    kept = refused(ConfigError("fx.leverage 30 is above 25, the most that a requirement of 4.0% allows; lower it"))
    assert spoken(kept, words("ja")).startswith("fx.leverage 30 は、必要証拠金 4.0% で許される最大の 25 を超えています")
    assert spoken(kept).startswith("fx.leverage 30 is above")
