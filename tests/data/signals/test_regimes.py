"""What is known at each close: rules on paths made by hand, and no label that a later close could change."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.errors import ConfigError
from data.signals.regimes import (
    AsOfLabels,
    CrashRule,
    ExPostLabels,
    TrendRule,
    Turn,
    as_ex_post,
    bull_bear_known,
    bull_bear_turns,
    crash_flags,
    crash_known,
    drawdown_bands,
    spelled,
    trend_regimes,
    vix_bands,
)

SHORT = {"trend": TrendRule(average=12, window=6), "crash": CrashRule(sessions=4)}
CAUSAL = {
    "trend": lambda closes: trend_regimes(closes, **SHORT),
    "bull_bear": bull_bear_known,
    "vix": lambda closes: vix_bands(closes, (90.0, 100.0, 110.0)),
    "drawdown": drawdown_bands,
}
PATHS = st.lists(st.floats(-0.12, 0.12), min_size=2, max_size=80).map(lambda moves: 100.0 * np.exp(np.cumsum(moves)))


def path(*values):
    return np.array(values, dtype=float)


@pytest.mark.parametrize("scheme", CAUSAL.values(), ids=CAUSAL)
@given(closes=PATHS, data=st.data())
def test_cutting_the_data_leaves_every_label_before(scheme, closes, data):
    cut = data.draw(st.integers(1, len(closes)))
    whole, part = scheme(closes), scheme(closes[:cut])
    assert part.names == whole.names
    assert np.array_equal(part.codes, whole.codes[:cut])


@pytest.mark.parametrize("scheme", CAUSAL.values(), ids=CAUSAL)
@given(closes=PATHS)
def test_every_session_has_one_label(scheme, closes):
    assert len(spelled(scheme(closes))) == len(closes)


@given(closes=PATHS)
def test_a_label_follows_its_table(closes):
    rule = SHORT["trend"]
    labels = spelled(trend_regimes(closes, rule, CrashRule(fall=10.0)))
    for t, label in enumerate(labels):
        if t < rule.average - 1:
            assert label == "range"
            continue
        move, mean = closes[t] / closes[t - rule.window] - 1, closes[t - rule.average + 1 : t + 1].mean()
        walked = sum(abs(closes[k] - closes[k - 1]) for k in range(t - rule.window + 1, t + 1))
        straight = abs(closes[t] - closes[t - rule.window]) >= rule.efficiency * walked
        trends = abs(move) >= rule.move or straight
        up, down = trends and move > 0 and closes[t] > mean, trends and move < 0 and closes[t] < mean
        assert label == ("uptrend" if up else "downtrend" if down else "range")


def test_a_rise_is_an_uptrend_a_fall_a_downtrend_and_a_wobble_a_range():
    steps = np.arange(300)
    assert set(spelled(trend_regimes(100.0 + 0.1 * steps))[199:]) == {"uptrend"}
    assert set(spelled(trend_regimes(100.0 - 0.1 * steps))[199:]) == {"downtrend"}
    assert set(spelled(trend_regimes(100.0 + steps % 2))) == {"range"}
    assert set(spelled(trend_regimes(np.full(300, 100.1)))) == {"range"}


def test_fewer_closes_than_the_average_needs_are_a_range():
    labels = spelled(trend_regimes(100.0 + 0.1 * np.arange(250)))
    assert labels[:199] == ["range"] * 199
    assert labels[199] == "uptrend"


def test_a_rise_below_the_average_is_a_range():
    closes = np.concatenate([np.linspace(200.0, 100.0, 200), np.linspace(100.0, 110.0, 63)])
    labels = spelled(trend_regimes(closes, crash=CrashRule(fall=0.5)))
    assert labels[199] == "downtrend"
    assert labels[-1] == "range"


def test_exactly_a_tenth_within_21_sessions_is_a_flag():
    flat = [100.0] * 21
    assert crash_flags(path(100, *flat[1:], 90)).tolist() == [False] * 21 + [True]
    assert not crash_flags(path(100, *flat[1:], 90.01)).any()
    assert crash_flags(path(101, *[100.0] * 20, 90.9))[-1], "the high 21 sessions ago counts"
    assert not crash_flags(path(101, *[100.0] * 21, 90.9))[-1], "the high 22 sessions ago does not"


def test_a_crash_is_over_after_21_sessions_without_a_flag():
    closes = path(100, 90, *[95.0] * 30)
    assert crash_flags(closes).nonzero()[0].tolist() == [1]
    assert crash_known(closes).nonzero()[0].tolist() == list(range(1, 22))
    assert spelled(trend_regimes(closes))[:23] == ["range"] + ["crash"] * 21 + ["range"]


def test_a_flag_on_the_21st_session_carries_the_crash_on():
    closes = path(100, 90, *[95.0] * 20, 85.0, *[90.0] * 30)
    assert crash_flags(closes).nonzero()[0].tolist() == [1, 22]
    assert crash_known(closes).nonzero()[0].tolist() == list(range(1, 43))


def test_a_crash_goes_before_the_trend():
    closes = np.append(np.linspace(50.0, 200.0, 250), [181.0, 180.0])
    assert spelled(trend_regimes(closes))[-3:] == ["uptrend", "uptrend", "crash"]


def test_bull_and_bear_change_at_the_crossing():
    closes = path(90, 100, 81, 80, 70, 83, 84, 90)
    assert bull_bear_turns(closes) == [Turn(1, 3), Turn(4, 6)]
    assert spelled(bull_bear_known(closes)) == ["bull"] * 3 + ["bear"] * 3 + ["bull"] * 2


def test_the_two_thresholds_are_their_own():
    closes = path(100, 90, 80, 88, 79.2)
    assert bull_bear_turns(closes, rise=0.1, fall=0.2) == [Turn(0, 2), Turn(2, 3)]
    assert bull_bear_turns(closes, rise=0.1, fall=0.1) == [Turn(0, 1), Turn(2, 3), Turn(3, 4)]


def test_an_edge_belongs_to_the_band_beyond_it():
    assert spelled(vix_bands(path(14.9, 15, 29.9, 30, 80))) == [
        "vix_below_15", "vix_15_to_20", "vix_20_to_30", "vix_from_30", "vix_from_30"
    ]  # fmt: skip
    assert spelled(drawdown_bands(path(80, 100, 96, 95, 90, 80, 101))) == [
        "drawdown_below_5", "drawdown_below_5", "drawdown_below_5", "drawdown_5_to_10", "drawdown_10_to_20",
        "drawdown_from_20", "drawdown_below_5",
    ]  # fmt: skip


@pytest.mark.parametrize("edges", [(), (20.0, 15.0), (15.0, 15.0)])
@pytest.mark.parametrize("bands", [vix_bands, drawdown_bands])
def test_edges_must_rise(bands, edges):
    with pytest.raises(ConfigError, match="rise"):
        bands(path(10, 20), edges)


@pytest.mark.parametrize("bands", [vix_bands, drawdown_bands])
def test_an_unknown_value_has_no_band(bands):
    with pytest.raises(ConfigError, match="1 sessions"):
        bands(path(10, np.nan))


def test_a_single_session_has_a_label():
    one = path(100)
    assert [spelled(scheme(one)) for scheme in (trend_regimes, bull_bear_known)] == [["range"], ["bull"]]
    assert crash_known(one).tolist() == [False]


def test_a_report_has_the_label_known_when_the_session_began():
    assert as_ex_post(AsOfLabels(("a", "b"), np.array([1, 0, 1]))).codes.tolist() == [1, 1, 0]
    assert as_ex_post(AsOfLabels(("a",), np.array([0]))).codes.tolist() == [0]


@pytest.mark.parametrize("kind", [AsOfLabels, ExPostLabels])
def test_labels_are_sealed(kind):
    labels = kind(("a", "b"), np.array([0, 1]))
    with pytest.raises(ValueError, match="read-only"):
        labels.codes[0] = 1
    for names, codes in [(("a",), [0, 1]), (("a", "a"), [0, 1]), (("a",), [-1])]:
        with pytest.raises(ValueError, match="one name"):
            kind(names, np.array(codes))


def test_neither_kind_is_the_other():
    assert not issubclass(ExPostLabels, AsOfLabels)
    assert not issubclass(AsOfLabels, ExPostLabels)
    assert AsOfLabels.__mro__[1:] == ExPostLabels.__mro__[1:] == (object,)


@pytest.mark.pages
def test_the_type_checker_keeps_hindsight_out_of_rules(root, tmp_path):
    snippet = (
        "from data.signals.regimes import AsOfLabels as Known, ExPostLabels as Seen, as_ex_post\n"
        "def rule(labels: Known) -> Seen: return as_ex_post(labels)\n"
        "def cheat(labels: Seen) -> Seen: return rule(labels)\n"
        "def slip(labels: Seen) -> Known: return labels\n"
    )
    options = ["--config-file=", "--no-site-packages", "--ignore-missing-imports", f"--cache-dir={tmp_path}"]
    command = [sys.executable, "-m", "mypy", *options, "--follow-imports=silent", "-c", snippet]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stdout.splitlines()
    assert len(told) == 3, told
    assert told[0].startswith('<string>:3: error: Argument 1 to "rule" has incompatible type "ExPostLabels"')
    assert told[1].startswith("<string>:4: error: Incompatible return value type")
