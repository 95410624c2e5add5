import os
import tomllib
from itertools import pairwise

import pytest
from click.testing import CliRunner

from engine.cli import cli
from engine.cli.language import language_of
from engine.cli.spoken import in_language
from engine.words.explained import helps
from engine.words.wide import CLOSING, width
from tests.support.commands import outside
from validation.translations import catalogue_file, helps_by_kind


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "ja_JP.UTF-8"}, "ja"),
        ([], {"LANG": "ja"}, "ja"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        ([], {"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, "en"),
        ([], {"LC_ALL": "", "LC_MESSAGES": "ja_JP", "LANG": "C"}, "ja"),
        ([], {"OVERLAY_LANG": "en", "LANG": "ja_JP.UTF-8"}, "en"),
        (["run", "--lang", "ja"], {"OVERLAY_LANG": "en"}, "ja"),
        (["--help", "--lang=ja"], {}, "ja"),
        (["paper", "remark", "--", "--lang=ja"], {}, "en"),
        (["run", "--lang", "xx"], {"OVERLAY_LANG": "ja"}, "ja"),
    ],
)
def test_the_option_goes_before_the_variable_and_that_before_the_machine(arguments, environment, language):
    assert language_of(arguments, environment) == language


def in_japanese(*arguments, **environment):
    return CliRunner().invoke(cli, arguments, env={"LANG": "ja_JP.UTF-8", **environment})


def test_a_japanese_machine_is_spoken_to_in_japanese():
    assert "コア" in in_japanese("rules").stdout
    assert "コア" not in in_japanese("rules", "--lang", "en").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "--lin"], "オプション '--lin' はありません。"),
        (["report"], "引数 'RUN' がありません。"),
        (["nope"], "コマンド 'nope' はありません。"),
        (["compare", "--patterns", "A", "a.toml"], "設定ファイルと --patterns は同時に使えません。"),
        (["run", "--pattern", "Q"], "'--pattern' の値が正しくありません: 'Q' は"),
    ],
)
def test_a_wrong_command_line_is_told_in_japanese(arguments, sentence):
    done = in_japanese(*arguments)
    assert done.exit_code == 2
    assert done.stderr.startswith("使い方: ")
    assert "--help' を実行してください。" in done.stderr
    assert f"エラー: {sentence}" in done.stderr


def test_a_mistake_is_told_in_japanese():
    done = outside("run", "--set", "overlay.rato=1", env={"LANG": "ja_JP.UTF-8"})
    assert done.returncode == 2
    assert done.stderr == "overlay: --set: 設定 overlay.rato は知られていません。overlay.ratio のことですか。\n"


def test_a_language_that_there_is_not_is_one_sentence_and_help_is_shown_all_the_same(monkeypatch):
    monkeypatch.setenv("OVERLAY_LANG", "fr")
    done = CliRunner().invoke(cli, ["ls"])
    assert done.exit_code == 2
    assert done.stderr.endswith("Error: OVERLAY_LANG=fr: should be one of en, ja\n")
    assert CliRunner().invoke(cli, ["ls", "--help"]).exit_code == 0


def test_english_needs_no_catalogue_of_another_language(monkeypatch):
    for name in ("explained.helps", "refusals._templates"):
        monkeypatch.setattr(f"engine.words.{name}", None)
    assert CliRunner().invoke(cli, ["run", "--help"]).exit_code == 0
    assert "No such option" in CliRunner().invoke(cli, ["run", "--lin"]).stderr
    assert "unknown key" in outside("run", "--set", "overlay.rato=1").stderr


def commands(command, path=()):
    yield path, command
    for name, one in getattr(command, "commands", {}).items():
        yield from commands(one, (*path, name))


def test_every_command_and_option_explains_itself_in_japanese_and_nothing_else_does():
    kinds = tomllib.loads(catalogue_file("help", "ja").read_text(encoding="utf-8"))
    texts = {kind: {*of} for kind, of in helps_by_kind().items()}
    assert (texts["commands"] | texts["options"]) - helps("ja").keys() == set()
    assert (kinds["commands"].keys() | kinds["options"].keys()) - (texts["commands"] | texts["options"]) == set()


def test_a_console_of_japan_can_show_every_help():
    for text in helps("ja").values():
        text.encode("cp932")


@pytest.mark.pages
@pytest.mark.parametrize("columns", [80, 100])
def test_no_line_of_a_japanese_help_is_wider_than_the_console_or_breaks_a_word(columns):
    told = in_language(cli, "ja")
    for path, command in commands(told):
        done = in_japanese(*path, "--help", COLUMNS=str(columns)).stdout
        assert command.help.split("\n")[0][:10] in done
        lines = [line.strip() for line in done.splitlines()]
        assert [line for line in lines if not line.isascii() and width(line) > columns] == []
        assert [line for line in lines if line[:1] and line[:1] in CLOSING.replace("-", "")] == []
        assert [one for one, other in pairwise(lines) if _torn(one[-1:], other[:1])] == [], path


def _torn(end, start):
    """Whether a word stands on both sides of the end of a line."""
    katakana = all("ァ" <= one <= "ー" for one in (end, start) if one) and bool(end and start)
    kanji = all("一" <= one <= "鿿" for one in (end, start) if one) and bool(end and start)
    return katakana or kanji


def test_the_machine_of_who_tests_does_not_decide_the_language():
    assert language_of([], os.environ) == "en"
