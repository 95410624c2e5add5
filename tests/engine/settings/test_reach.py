"""Settings that have no effect: what is said of them is held against runs that differ in nothing else."""

from datetime import date
from functools import cache
from random import Random

import pytest

from data.base.days import day_of
from engine import backtest, load_config
from engine.assembly.profile_path import account_profile
from engine.plugs.pattern import PATTERNS
from engine.settings.reach import stopped_by, without_effect
from engine.settings.run_config import RunConfig
from tests.support.own_profile import profile_csv
from tests.support.perturbation import SCENES, others, outcome, scene, settings
from tests.support.sparing import only

IN_A_CALL = {
    f"account.{key}"
    for key in (
        "grace", "closing_delay", "recovery_counts", "reduction_counts", "call_to_initial", "watched", "loss_cut_level",
        "liquidation", "liquidation_half_spread",
    )
}  # fmt: skip
IN_DEBT = {"account.negative_cash", "account.debit_spread", "account.credit_spread"}
RARE = {
    "margin.test", "costs.stress_vix", "faults.late", "faults.late_sessions",
    "cash_ratio.tax_rate", "cash_valuation.step", "investor.currency",
    *IN_A_CALL, *IN_DEBT,
}  # fmt: skip
"""Settings that do something on days that not every pattern has in its scenes: calls, debts, stress, sales
with a gain.
"""
VALUATION = "date,cape\n" + "".join(
    f"{year}-{month:02d}-01,{10 + (year * 12 + month) * 7 % 25}\n"
    for year in range(1995, 2011)
    for month in range(1, 13)
)
EVENTS = "date\n" + "".join(f"{year}-{month:02d}-15\n" for year in (2007, 2008, 2009) for month in range(1, 13))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Paths of the CSVs that scenes name."""
    folder = tmp_path_factory.mktemp("files")
    texts = {"valuation": VALUATION, "events": EVENTS, "deviations": "date,ratio,what,why\n2008-09-15,0.5,a,b\n"}
    texts["conditions"] = VALUATION.replace("cape", "value")
    texts["record"] = "closed,R\n" + "".join(f"2008-{month:02d}-15,{month % 4 - 1}\n" for month in range(1, 13))
    texts["rates"] = "date,rate\n" + "".join(
        f"{day},{110.0 + place % 7}\n"
        for place, day in enumerate(date.fromordinal(date(2006, 1, 2).toordinal() + step) for step in range(1500))
    )
    texts["fund"] = "date,yield_percent\n" + "".join(
        f"{year}-{month:02d}-01,{month}\n" for year in (2008, 2009) for month in range(1, 13)
    )
    texts["labels"] = "date,label\n2008-06-02,a\n2008-09-15,b\n2009-01-05,a\n"
    texts["profiles"] = profile_csv("jp_retail_futures", "mine", debit_spread="0.09", credit_spread="0.03")
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text)
    return {name: str(folder / f"{name}.csv") for name in texts}


@pytest.fixture(scope="module")
def scenes(files, market):
    """(settings, profile, outcome) of the scenes of a pattern."""

    @cache
    def of(pattern):
        configs = [scene(pattern, place, files) for place in range(len(SCENES[pattern]))]
        made = [(one, account_profile(one, day_of(one.period.start)), outcome(one, market)) for one in configs]
        assert not [told for *_, told in made if isinstance(told, str)]
        return made

    return of


EACH = only(PATTERNS.names(), "A")


@pytest.mark.pages
@pytest.mark.parametrize(("pattern", "count"), [("A", 2), *((name, 8) for name in PATTERNS.names())])
def test_a_setting_of_which_no_effect_is_said_changes_nothing(pattern, count, scenes, files, market):
    rng, moved, tried = Random(f"idle {pattern}"), [], 0  # noqa: S311
    for config, profile, before in scenes(pattern):
        idle = [one for one in settings() if stopped_by(config, profile, one)]
        for setting in rng.sample(idle, count):
            values = list(others(config, setting, files))
            after = outcome(rng.choice(values), market) if values else before
            tried += bool(values)
            moved += [setting] if after != before and not isinstance(after, str) else []
    assert moved == []
    assert tried >= (0 if pattern in {"fx", "fx_trades", "fx_range"} else 10)


@pytest.mark.parametrize(
    ("pattern", "count"), [("A", 4), *(pytest.param(name, 8, marks=pytest.mark.pages) for name in PATTERNS.names())]
)
def test_a_setting_of_which_none_is_said_changes_something(pattern, count, scenes, files, market):
    rng, still, seen = Random(f"live {pattern}"), [], scenes(pattern)  # noqa: S311
    live = {one for config, profile, _ in seen for one in settings() if stopped_by(config, profile, one) is None} - RARE
    for setting in rng.sample(sorted(live), count):
        free = [(config, before) for config, profile, before in seen if stopped_by(config, profile, setting) is None]
        runs = [(before, list(others(config, setting, files))[:5]) for config, before in free]
        if any(values for _, values in runs) and not any(
            outcome(one, market) != before for before, values in runs for one in values
        ):
            still.append(setting)
    assert still == []


def test_patterns_read_only_settings_that_exist():
    known = {*RunConfig.model_fields, *settings()}
    assert {name for pattern in PATTERNS.names() for name in PATTERNS[pattern].reads} <= known


@cache
def run_of(pattern, chosen, market):
    period = ["period.start=2008-06-02", "period.end=2009-06-30"]
    return backtest(load_config(None, [*period, *chosen], pattern=pattern), market)


def said(pattern, *chosen, market, language="en"):
    run = run_of(pattern, chosen, market)
    told = zip(run.notes(), run.notes(language), strict=True)
    return [note for english, note in told if "no effect" in english or "never reached" in english]


@pytest.mark.parametrize(
    ("pattern", "chosen", "sentence"),
    [
        ("A", ["trend.adx=20.0", "tactical.size=0.2"], 'no effect with pattern = "A": trend.adx, tactical.size'),
        ("A", ["living.cash=5.0"], "no effect with living.monthly_expenses = 0.0: living.cash"),
        ("A", ["insurance.hedge_ratio=0.5"], 'no effect with pattern = "A": insurance.hedge_ratio'),
        ("core", ["overlay.ratio=0.1"], 'no effect with pattern = "core": overlay.ratio'),
        ("B", ["stops.voluntary=false"], 'no effect with pattern = "B": stops.voluntary'),
        ("A", ["halving.enabled=false", "halving.factor=0.2"],
            "no effect with halving.enabled = false: halving.factor"),
        ("B", ["options.budget=0.0", "trend.adx=20.0"], "no effect with options.budget = 0.0: trend.adx"),
        ("C", ["insurance.hedge_ratio=0.0", "option_prices.surface=flat"],
            "no effect with insurance.hedge_ratio = 0.0: option_prices.surface"),
        ("cash", ["margin.source=model"], 'no effect with cash_ratio.asset = "fund": margin.source'),
        ("cash", ["cash_volatility.calm=0.1"], 'no effect with cash_volatility.rule = "none": cash_volatility.calm'),
        ("A", ["account.profile=jp_retail_futures", "cash.sleeve=0.2"],
            "no effect with account.fund_haircut = 1.0: cash.sleeve"),
        ("A", ["account.profile=ibkr", "account.closing_delay=2"],
            "no effect with account.grace = 0: account.closing_delay"),
        ("fx", ["fx_trades.stop=3.0"], 'no effect with pattern = "fx": fx_trades.stop'),
        ("A", ["stops.monthly_amount=20000.0", "stops.amount_currency=investor"],
            'no effect with investor.currency = "USD": stops.amount_currency'),
        ("cash", ["cash_volatility.rule=levels", "cash_volatility.measure=implied", "cash_volatility.window=42"],
            'no effect with cash_volatility.measure = "implied": cash_volatility.window'),
    ],
)  # fmt: skip
def test_what_has_no_effect_is_said_with_what_stops_it(pattern, chosen, sentence, market):
    assert said(pattern, *chosen, market=market) == [sentence]
    (japanese,) = said(pattern, *chosen, market=market, language="ja")
    assert japanese == sentence.replace("no effect with ", "").replace(": ", " では効果なし: ")


@pytest.mark.parametrize(
    ("pattern", "rule"), [("A", ("halving",)), ("cash", ("cash_volatility", "cash_volatility.rule=levels"))]
)
def test_a_volatility_that_was_never_known_is_said(pattern, rule, small_market):
    section, *settings = rule
    market = small_market([1000.0 + place % 7 for place in range(60)])  # its sessions have neither highs nor lows
    for measure, told in (("parkinson", True), ("ewma", False)):
        run = backtest(load_config(None, [*settings, f"{section}.measure={measure}"], pattern=pattern), market)
        assert any(f'{section}.measure = "{measure}" saw nothing' in note for note in run.notes()) is told


@pytest.mark.parametrize("pattern", EACH)
def test_a_pattern_as_it_is_has_no_setting_without_effect(pattern):
    config = load_config(None, pattern=pattern)
    assert without_effect(config, account_profile(config, day_of(date(2008, 6, 2)))) == {}


HEDGED = ("investor.currency=JPY", "hedge.ratio=1.0", "hedge.buffer=0.02")


@pytest.mark.parametrize("pattern", ["core", "B"])
@pytest.mark.parametrize("profile", ["jp_retail_futures", "cme_ief2"])
@pytest.mark.parametrize(
    "setting", ["account.grace=3", "account.negative_cash=true", "hedge.buffer=0.05", "cash.band=0.0"]
)
def test_what_a_hedge_alone_is_called_for_is_never_said_to_do_nothing(pattern, profile, setting, market):
    chosen = (f"account.profile={profile}", *HEDGED, setting)
    assert not [note for note in said(pattern, *chosen, market=market) if note.endswith(setting.partition("=")[0])]


def test_settings_that_change_a_hedged_core_are_counted_by_its_digest():
    hedged = ["account.profile=jp_retail_futures", *HEDGED]
    digests = {load_config(None, [*hedged, f"cash.band={band}"], pattern="core").digest for band in (0.0, 0.5)}
    assert len(digests) == 2


@pytest.mark.pages
@pytest.mark.parametrize("buffer", ["0.0", "0.6"])
def test_a_buffer_where_the_fund_is_collateral_is_said_to_have_limited_nothing(buffer, market):
    sentence = (
        f"cash.buffer = {float(buffer):g} had no effect: where the fund is collateral it only limits the overlay, "
        f"and it never did"
    )
    assert said("A", f"cash.buffer={buffer}", market=market) == [sentence]
    (japanese,) = said("A", f"cash.buffer={buffer}", market=market, language="ja")
    assert japanese.startswith(f"cash.buffer = {float(buffer):g} は効果なし")


@pytest.mark.pages
def test_leverage_that_is_acknowledged_without_need_has_no_effect_whether_the_limit_is_set_or_follows(market):
    for more, limit in (((), 1.22), (("overlay.max_total_exposure=1.25",), 1.25)):
        told = f"no effect with overlay.max_total_exposure = {limit}: overlay.acknowledge_high_leverage"
        assert said("A", "overlay.acknowledge_high_leverage=true", *more, market=market) == [told]


HIGH = ("overlay.max_total_exposure=21", "overlay.acknowledge_high_leverage=true")
UNBOUND = ("halving.enabled=false", "stops.monthly_loss=off")


@pytest.mark.parametrize("buffer", ["0.0", "0.6"])
def test_a_buffer_that_limits_the_overlay_or_takes_the_limit_away_is_not(buffer, market):
    assert not [
        note
        for note in said("A", f"cash.buffer={buffer}", "overlay.ratio=5", *HIGH, market=market)
        if "cash.buffer" in note
    ]


@pytest.mark.pages
@pytest.mark.parametrize("asked", ["20", "5"])
def test_an_overlay_that_was_never_what_was_asked_says_what_it_was_and_why(asked, market):
    (sentence,) = said("A", f"overlay.ratio={asked}", *HIGH, *UNBOUND, market=market)
    assert (
        sentence
        == f"overlay.ratio = {asked} was never reached: at most 3.26 times equity was held, bound by cash buffer"
    )
    (japanese,) = said("A", f"overlay.ratio={asked}", *HIGH, *UNBOUND, market=market, language="ja")
    assert japanese.endswith("最大は純資産の 3.26 倍、制約は余裕資金")


@pytest.mark.pages
def test_margin_that_refuses_an_overlay_is_said_to_have_bound_it(market):
    for language, ending in (("en", "times equity was held, bound by margin"), ("ja", "制約は証拠金")):
        told = said("A", "overlay.ratio=20", "cash.buffer=0.0", *HIGH, market=market, language=language)
        assert next(note for note in told if note.startswith("overlay.ratio")).endswith(ending)


def test_an_overlay_that_was_reached_once_is_not_spoken_of(market):
    assert said("A", market=market) == []
