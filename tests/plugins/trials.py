"""What somebody else brings, each in one file: how it is plugged in, what a run with it is asked for, what is said."""

from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

from engine import PATTERNS, RULES, add_family, passing_figures
from tests.support.example import example

ROOT = Path(__file__).parents[2]
D = example("trend_futures").D
COLLAR = example("put_spread_collar").COLLAR
RANGE = example("range_rule").RANGE
SYNTH = "data synth --index-name NDX --level 3000 --start 2013-01-02 --years 2 --seed 3 -o ndx.parquet"
NQ = "overlay.contract=MNQ insurance.contract=NDX capital.initial=1e7 period.start=2014-01-02"


class Trial(NamedTuple):
    """`file` is all there is to it. `plugged` plugs it in, `before` is a command that comes first, `pattern` and
    `settings` are those of a run with it; `plan` stands in its plan, `page` in its report, by language.
    """

    file: str
    plugged: Callable[[], AbstractContextManager[object]]
    pattern: str
    settings: str
    plan: dict[str, str]
    page: dict[str, str]
    before: str = ""
    market: str = ""


@contextmanager
def nothing():
    """Settings alone plug it in."""
    yield


@contextmanager
def figures():
    """The figure's file, run as somebody's own."""
    with passing_figures():
        example("mean_drawdown")
        yield


RANGING = "period=2008 range.factor=0.5 range.below=0.3 range.above=0.35"
OF_RANGE = {"en": "while the efficiency ratio of 63 sessions is below", "ja": "63 営業日の効率比が"}
TRIALS = {
    "pattern D": Trial(
        "examples/trend_futures.py", lambda: PATTERNS.added(D), "D", "period=2008",
        {"en": "above its average of 200 sessions", "ja": "200 営業日平均を上回る"},
        {language: D.words[language]["rule.trend_d"] for language in D.words},
    ),
    "rule, A": Trial(
        "examples/range_rule.py", lambda: RULES.added(RANGE), "A", RANGING, OF_RANGE,
        {language: RANGE.words[language]["rule.range"] for language in RANGE.words},
    ),
    "rule, C": Trial(
        "examples/range_rule.py", lambda: RULES.added(RANGE), "C", RANGING, OF_RANGE,
        {language: RANGE.words[language]["rule.range"] for language in RANGE.words},
    ),
    "profile": Trial(
        "examples/own_broker.csv", nothing, "A", f"period=2008 account.profile_file={ROOT / 'examples/own_broker.csv'}",
        {"en": "MES", "ja": "MES"}, {"en": "own_broker", "ja": "own_broker"},
    ),
    "underlying": Trial(
        "examples/NQ.csv", lambda: add_family(ROOT / "examples/NQ.csv"), "C", NQ, {"en": "MNQ", "ja": "MNQ"},
        {"en": "NDX", "ja": "NDX"}, SYNTH, "ndx.parquet",
    ),
    "collar": Trial(
        "examples/put_spread_collar.py", lambda: PATTERNS.added(COLLAR), COLLAR.name,
        "period.start=2008-08-01 period.end=2008-12-31",
        {"en": "6. Written: for 100 % of the puts", "ja": "6. 売り: 買ったプットの 100 % に対し"},
        {language: COLLAR.words[language]["check.covered"] for language in COLLAR.words},
    ),
    "figure": Trial(
        "examples/mean_drawdown.py", figures, "A", "period=2008", {"en": "MES", "ja": "MES"},
        {"en": "mean drawdown beside", "ja": "平均ドローダウン"},
    ),
}  # fmt: skip
