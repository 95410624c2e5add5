"""What `data check` and `data build` tell of files, in each language, and how market files keep it."""

import json

import pytest
from click.testing import CliRunner

from data.base.saying import catalogue
from data.intake.market_file import load_market
from engine.cli.data_build import build, show_source
from engine.cli.data_check import check
from engine.words import LANGUAGES, words

DAYS = ("2015-01-02", "2015-01-05", "2015-01-06", "2015-01-07", "2015-01-08", "2015-01-09")


@pytest.fixture
def files(tmp_path):
    """Options for `build`, of files of six sessions; the VIX of one is missing, and the yen stands in dollars."""
    texts = {
        "index": ["Date,Open,High,Low,Close",
            *(f"{day},{2050 + n}.5,{2062 + n},{2040 + n},{2051 + n}" for n, day in enumerate(DAYS))],
        "vix": ["DATE,VIXCLS", *(f"{day},{18 + n / 100:.2f}" for n, day in enumerate(DAYS) if n != 3)],
        "bills": ["date,value", *(f"{day},{0.02 + n % 5 / 100:.2f}" for n, day in enumerate(DAYS))],
        "fx": ["DATE,JPYUSD", *(f"{day},{1.0 / (119 + n / 100):.8f}" for n, day in enumerate(DAYS)), "Source: a bank,"],
    }  # fmt: skip
    for kind, rows in texts.items():
        (tmp_path / f"{kind}.csv").write_text("\n".join([*rows, ""]))
    said = {"bills": ":percent:discount:13w", "fx": ":jpyusd"}
    return [part for kind in texts for part in (f"--{kind}", f"{tmp_path / kind}.csv{said.get(kind, '')}")]


def told(command, *arguments):
    """What a command prints, and its lines."""
    return CliRunner().invoke(command, [str(one) for one in arguments]).output


def test_check_tells_findings_in_each_language_and_their_codes_in_json(tmp_path):
    rows = ["Date,Open,High,Low,Close", "2020-01-02,3244.67,3258.14,3235.53,3257.85"]
    (tmp_path / "p.csv").write_text("\n".join([*rows, "2020-01-03,3226.36,3200,3222.34,3234.85", ""]))
    given = (tmp_path / "p.csv", "--kind", "index")
    english, japanese = (told(check, *given, "--lang", one) for one in ("en", "ja"))
    assert english.splitlines()[0] == (
        "error: p.csv line 3, 2020-01-03: High 3200 is below the low 3222.34 (3258.14 before); intraday margin calls "
        "look at them; columns may be exchanged (--fix high-low)"
    )
    assert japanese.splitlines()[0] == (
        "エラー: p.csv 3 行目、2020-01-03: [High 3200] 安値 3222.34 を下回る(前 3258.14)。日中の追証の判定に使う。"
        "列が入れ替わっている可能性がある(--fix high-low で修正できる)"
    )
    (file,) = json.loads(told(check, *given, "--json"))["files"]
    first = file["findings"][0]
    assert (first["code"], first["values"]) == ("bars.below_low", {"low": 3222.34})
    assert first["problem"] == "is below the low 3222.34"
    assert first["coded"]["beside"]["values"] == {
        "several": [{"code": "row.before", "values": {"value": 3258.14}}]
    }  # fmt: skip


def test_findings_have_words_in_every_language_of_the_program():
    assert [language for language in LANGUAGES if not catalogue(language)] == []


def test_a_market_file_keeps_warnings_and_notes_as_codes_and_build_tells_them_in_each_language(files, tmp_path):
    built = told(build, *files, "-o", tmp_path / "m.parquet", "--lang", "ja").splitlines()
    assert (
        "警告: vix.csv: [close] 値のない営業日が 1 日ある。最初は 2015-01-07。代理の値を使い、モデル値と印を付ける"
    ) in built
    assert "注: fx.csv、1 円当たりのドルを逆数にした" in built
    assert "注: fx.csv、表の下の 8 行目は行でなく、読み飛ばした: 'Source: a bank'" in built
    origin = load_market(tmp_path / "m.parquet").origin
    assert [one for one in origin["warnings"] if one["file"] == "vix.csv"] == [{
        "check": "sessions-without-value", "file": "vix.csv", "column": "close", "count": 1,
        "why": {"code": "why.sessions-without-value", "values": {}},
        "code": "days.missing", "values": {"count": 1, "first": "2015-01-07"},
    }]  # fmt: skip
    assert [one["notes"] for one in origin["sources"] if one["kind"] == "fx"] == [[
        {"code": "noted.below_one", "values": {"line": 8, "text": "Source: a bank"}},
        {"code": "noted.inverted", "values": {}},
    ]]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_that_an_earlier_version_kept_as_text_stands_as_it_is(language, capsys):
    source = {"kind": "fx", "file": "fx.csv", "rows": 2, "first": "2015-01-02", "last": "2015-01-05"}
    show_source({**source, "notes": ["USD per JPY, inverted"]}, words(language))
    assert capsys.readouterr().out.splitlines()[1].endswith("USD per JPY, inverted")
