"""The vectors of margin calls: what they are, what the rules in words make of them, and what an engine does."""

import json
import random
from datetime import date

import pytest
from pydantic import ValidationError

from conformance.model import SCHEMA, VectorFile, schema
from conformance.overlay import Overlay
from conformance.run import VECTORS, judge, vectors, without_answers
from data.base.days import day_of
from engine.account.profiles import AccountProfile
from tests.conformance.random_vectors import vector
from tests.oracles.slow_margin_call import ByTheRules

ALL = vectors()
BY_NAME = {one["id"]: one for one in ALL}


def expected(name, field):
    return [day["expect"][field] for day in BY_NAME[name]["sessions"]]


def test_the_files_are_what_the_schema_says_and_name_each_vector_once():
    files = [VectorFile.model_validate_json(file.read_bytes()) for file in VECTORS.glob("*.json")]
    assert sum(len(one.vectors) for one in files) == len(BY_NAME) == len(ALL) >= 50
    assert SCHEMA.read_text(encoding="utf-8") == schema()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"after": []}, "reach to the deadline"),
        ({"after": ["2023-11-01"]}, "should rise"),
        ({"source": {"kind": "rule", "shows": "a rule"}}, "belong to what others say"),
        ({"kind": "luck"}, "Input should be"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_a_vector_that_cannot_be_played_is_refused(change, said):
    with pytest.raises(ValidationError, match=said):
        VectorFile(about="one", vectors=[BY_NAME["matsui-call-of-100000"] | change])


def test_every_expected_value_follows_from_the_rules_in_words():
    assert [one["id"] for one in ALL if judge(ByTheRules(), one).word != "passed"] == []


def test_the_engine_passes_all_of_them():
    verdicts = {one["id"]: judge(Overlay(), one) for one in ALL}
    assert {name: one.wrong or one.refused for name, one in verdicts.items() if one.word != "passed"} == {}


@pytest.mark.pages
def test_the_engine_and_the_rules_in_words_agree_on_vectors_by_chance():
    seen = set()
    for seed in range(60):
        made = vector(random.Random(seed))  # noqa: S311
        rules = ByTheRules()
        rules.start(made)
        days = [day | {"expect": rules.session(day)} for day in made["sessions"]]
        seen.update(word for day in days for word in day["expect"]["events"])
        assert judge(Overlay(), made | {"sessions": days}).wrong == (), seed
    assert seen == {"called", "met", "missed", "loss_cut", "closed", "ruined"}


@pytest.mark.parametrize("name", [one["id"] for one in ALL[::5] if len(one["sessions"]) > 1])
def test_what_the_engine_says_of_a_session_does_not_hang_on_a_later_one(name):
    whole = without_answers(BY_NAME[name])
    days = whole["sessions"]
    short = whole | {"sessions": days[:-1], "after": [days[-1]["date"], *whole["after"]]}
    told = []
    for one in (whole, short):
        engine = Overlay()
        engine.start(one)
        told.append([engine.session(day) for day in days[:-1]])
    assert told[0] == told[1]


def test_the_published_numbers_are_in_the_vectors():
    assert expected("matsui-call-of-100000", "call") == [100_000, 0]
    assert expected("matsui-call-of-100000", "deadline") == ["2023-11-30T11:30", None]
    room = BY_NAME["matsui-room-of-100000"]["sessions"][0]["expect"]
    assert room["collateral"] - room["required"] == 100_000
    gold = BY_NAME["gold-89-percent"]["sessions"][1]["expect"]
    assert (gold["collateral"], gold["required"]) == (180_000, 202_500)
    assert round(100 * gold["collateral"] / gold["required"]) == 89
    assert expected("acca-p4-2018", "call")[0] == 4_655
    assert expected("acca-p4-2018", "cash")[0] == 128_625
    assert expected("investopedia-long", "cash") == [25, 23, 15, 17.5, 21.25, 30]
    assert expected("investopedia-short", "cash") == [25, 27, 35, 32.5, 28.75, 20]
    assert expected("investopedia-to-initial", "cash")[:2] == [47.5, 25]
    assert expected("investopedia-to-initial", "call")[1] == 25
    assert expected("financetrain-to-initial", "cash") == [700, 1_100, 800]
    assert expected("financetrain-to-initial", "call")[0] == 300
    assert expected("cppquant-to-initial", "cash")[:2] == [60, 10]
    assert expected("cppquant-to-initial", "call")[1] == 40
    assert expected("rakuten-one-tick", "call") == [0, 50, 0]
    assert expected("rakuten-left-until-noon", "call")[0] == 8_100
    assert expected("motley-fool-23-points", "cash")[0] == 11_500
    assert expected("ibkr-commodities-example", "cash")[:3] == [7_687, 4_687, 3_937]
    assert expected("minkabu-sold-at-9000", "cash")[2] == 0
    assert expected("fx-lifeschool-227-percent", "closed_at")[1] == 104.4


@pytest.mark.parametrize("broker", ["matsui", "monex", "rakuten", "sbi"])
def test_the_vectors_of_a_broker_have_the_terms_that_its_account_has_on_their_first_day(broker):
    for one in vectors_of(broker):
        terms, day = one["terms"], day_of(date.fromisoformat(one["sessions"][0]["date"]))
        known = AccountProfile.named(f"{broker}_futures", day)
        hour, minute = terms["deadline"].split(":")
        assert known.deadline_hour == int(hour) + int(minute) / 60, one["id"]
        assert known.zone == terms["zone"]
        assert (known.grace, known.closing_delay) == (
            terms["grace_sessions"],
            terms["closing"]["sessions_after_deadline"],
        )
        cures = ["money"] + ["recovery"] * known.recovery_counts + ["reduction"] * known.reduction_counts
        assert cures == terms["cures"], one["id"]
        assert (known.liquidation == 0.0) is (terms["closing"]["contracts"] == "all")
        assert known.fund_is_collateral is (terms["fund_haircut"] is not None)


def vectors_of(broker):
    return json.loads((VECTORS / f"{broker}.json").read_text(encoding="utf-8"))["vectors"]


def test_files_keep_a_line_for_each_session():
    text = (VECTORS / "matsui.json").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 2 * len(json.dumps(json.loads(text), indent=1).splitlines()) / 3
