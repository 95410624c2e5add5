import re
import tomllib
from datetime import date
from math import inf

import pytest
from pydantic import ValidationError

from data.base.errors import ConfigError
from data.facts import facts
from data.market.periods import period_of
from engine.account.profiles import TABLE, fx_profile_names, names_in, profile_names
from engine.settings.run_config import RunConfig, check_assignment, describe, load_config, parse_config


def test_settings_come_from_the_file_then_from_assignments_then_from_keywords(tmp_path):
    file = tmp_path / "run.toml"
    file.write_text('pattern = "A"\n[overlay]\nratio = 0.10\nband = 0.0\n[period]\nstart = 2001-01-02\n')
    config = load_config(file, ["overlay.ratio=0.25"], pattern="core")
    assert (config.pattern, config.overlay.ratio, config.overlay.band) == ("core", 0.25, 0.0)
    assert config.period.start == date(2001, 1, 2)


@pytest.mark.parametrize(
    ("assignment", "value"),
    [("overlay.contract=ES", "ES"), ('overlay.contract="ES"', "ES"), ("overlay.contract = 'ES'", "ES")],
)
def test_quotes_around_words_may_be_left_out(assignment, value):
    assert load_config(None, [assignment]).overlay.contract == value


@pytest.mark.parametrize(
    ("assignment", "sentence"),
    [
        ("overlay.ratoi=0.2", "unknown key overlay.ratoi; did you mean overlay.ratio?"),
        ("ratio=0.2", "unknown key ratio; did you mean overlay.ratio?"),
        ("halvin.enabled=false", "unknown key halvin; did you mean halving?"),
        ("account.capital=10000", "unknown key account.capital; did you mean capital.initial?"),
        ("overlay.zzz=1", "unknown key overlay.zzz; known here: ratio, contract, "),
        ("overlay.ratio=-0.1", "overlay.ratio = -0.1: should be greater than or equal to 0"),
        ("overlay.ratio=yes", "overlay.ratio = 'yes': should be a valid number"),
        ("overlay.ratio=nan", "overlay.ratio = nan: should be a finite number"),
        ("overlay.contract=NQ", "overlay.contract = 'NQ': should be 'CLICK225', 'CLICK225M', 'ES', 'JGBL', "),
        (
            "overlay.ratio=0.4",
            (
                "overlay.ratio 0.4 makes total exposure 1.4, above 1.3, the most that needs no acknowledgement; "
                "lower the ratio, or set overlay.max"
            ),
        ),
        (
            "overlay.max_total_exposure=2.0",
            "overlay.max_total_exposure 2.0 is above 1.3; set overlay.acknowledge_high_leverage",
        ),
        (
            "overlay.ratio=0.3000001",
            "overlay.ratio 0.3000001 makes total exposure 1.3000001, above 1.3, the most",
        ),
        ("halving.restore_below=0.3", "halving.restore_below 0.3 should not be above halving.halve_above 0.2"),
        ("halving.restore_sessions=2.5", "halving.restore_sessions = 2.5: should be a valid integer"),
        ("overlay=true", "overlay: is a section; set one of its keys, such as overlay.ratio"),
        ("period.start=2001-02-30", "period.start = '2001-02-30': should be a valid date"),
        (
            "futures.financing=libor",
            "futures.financing = 'libor': should be 'flat' or 'by_year' or should be a valid number",
        ),
        (
            'cash_events.calendars=["EARNING"]',
            "cash_events.calendars = 'EARNING': should be 'FOMC', 'BOJ', 'JOBS', 'EARNINGS' or 'CPI'",
        ),
        ("cash_events.calendars=CPI", "cash_events.calendars = 'CPI': should be a list, such as [\"CPI\"]"),
        (
            "cash_events.calendars=FOMC,CPI",
            'cash_events.calendars = \'FOMC,CPI\': should be a list, such as ["FOMC", "CPI"]',
        ),
        (
            "cash_events.calendars=[CPI]",
            (
                "cash_events.calendars = '[CPI]': should be a list, such as [\"CPI\"]; a shell takes the quotes "
                "away unless"
            ),
        ),
        (
            "regimes.vix_edges=15, 20.5",
            "regimes.vix_edges = '15, 20.5': should be a list, such as [15, 20.5]",
        ),
        (
            "stops.monthly_amount=1e30",
            "stops.monthly_amount = 1e+30: should be an amount from 1 to 1e12, such as 2000, or",
        ),
        ("reentry.ratios=0.5", "reentry.ratios = 0.5: should be a list, such as [0.5]"),
        ("capital.initial=0", "capital.initial = 0: should be greater than or equal to 1"),
        ("capital.initial=1e-9", "capital.initial = 1e-09: should be greater than or equal to 1"),
        ("margin.factor=1e-9", "margin.factor = 1e-09: should be greater than or equal to 0.1"),
        ("account.debit_spread=1", "account.debit_spread = 1: should be less than or equal to 0.2"),
        ("option_prices.level_factor=0", "option_prices.level_factor = 0: should be greater than or equal to 0.1"),
        ("options.delta=1e-9", "options.delta = 1e-09: should be greater than or equal to 0.01"),
        ("fx_trades.stop=1e-9", "fx_trades.stop = 1e-09: should be greater than or equal to 0.1"),
        ("fx_trades.allowed_loss=1e-9", "fx_trades.allowed_loss = 1e-09: should be greater than or equal to 0.0001"),
        ("fx.leverage=1e-9", "fx.leverage = 1e-09: should be greater than or equal to 0.01"),
        ("halving.halve_above=1e-9", "halving.halve_above = 1e-09: should be greater than or equal to 0.01"),
        *(
            (
                f"stops.monthly_loss={given}",
                f'stops.monthly_loss = {shown}: should be a share from 0.001 to 1, such as 0.02, or "off"',
            )
            for given, shown in (
                ("1e-9", "1e-09"),
                ("0", "0"),
                ("2", "2"),
                ("none", "'none'"),
                ("", "''"),
                ("true", "True"),
            )
        ),
        ("costs.half_spread=10000", "costs.half_spread = 10000: should be less than or equal to 1000"),
        ("cash_trend.window=1", "cash_trend.window = 1: should be greater than or equal to 2"),
        ("cash_ratio.speed=1e-9", "cash_ratio.speed = 1e-09: should be greater than or equal to 0.01"),
        ("cash_valuation.step=1e-9", "cash_valuation.step = 1e-09: should be greater than or equal to 0.01"),
        ("cash_conditions.rise=1e-9", "cash_conditions.rise = 1e-09: should be greater than or equal to 0.0001"),
        ("tactical.fall=1e-9", "tactical.fall = 1e-09: should be greater than or equal to 0.01"),
        (
            "options.budget=0.02",
            "options.budget 0.02 is above 0.01; set options.acknowledge_high_budget = true if you mean it",
        ),
        ("capital.currency=EUR", "capital.currency = 'EUR': should be 'USD' or 'JPY'"),
        (
            "capital.currency=JPY",
            "overlay.contract = 'MES' is in USD, the account in JPY: set capital.currency = 'USD', or choose another",
        ),
        (
            "overlay.contract=NK225MC",
            "overlay.contract = 'NK225MC' is in JPY, the account in USD: set capital.currency",
        ),
    ],
)
def test_a_wrong_setting_is_answered_in_one_sentence(assignment, sentence):
    with pytest.raises(ConfigError) as caught:
        load_config(None, [assignment])
    assert f"--set: {sentence}" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("assignments", "sentence"),
    [
        (
            ["overlay.ratio=0.1\nband=0.2"],
            "--set 'overlay.ratio=0.1\\nband=0.2': is more than one line; give each setting --set of its own",
        ),
        (
            ["options.delta=0.3", "options.out_of_the_money=0.05"],
            "--set: options.out_of_the_money 0.05 and options.delta 0.3 both say the strike; leave one of them out",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_answered_in_one_sentence(assignments, sentence):
    with pytest.raises(ConfigError) as caught:
        load_config(None, assignments)
    assert str(caught.value) == sentence


def test_a_budget_above_the_prudent_one_is_taken_once_it_is_acknowledged_and_decides_nothing_else():
    acknowledged = load_config(None, ["options.budget=0.02", "options.acknowledge_high_budget=true"])
    assert acknowledged.options.budget == 0.02
    assert load_config(None, ["options.acknowledge_high_budget=true"]).digest == RunConfig().digest


def test_a_path_may_be_given_as_a_word(root):
    file = root / "examples" / "pattern_b.toml"
    assert load_config(str(file)) == load_config(file)


def test_settings_with_a_requirement_in_yen_can_be_read_back():
    config = load_config(None, ["fx.requirement_yen=40000"], pattern="fx")
    assert parse_config(config.settings()) == config


def test_everything_wrong_is_said_at_once():
    with pytest.raises(ConfigError) as caught:
        parse_config({"overlay": {"ratoi": 1}, "fund": {"expense_ratio": 2.0}, "colour": 1}, "run.toml")
    assert sorted(line.split(": ")[0] for line in str(caught.value).splitlines()) == ["run.toml"] * 3


@pytest.mark.parametrize("assignment", ["overlay.ratio", "=3", "nonsense"])
def test_an_assignment_without_key_or_value_is_refused(assignment):
    with pytest.raises(ConfigError, match=r"should read section.key=value, such as overlay.ratio=0.2"):
        load_config(None, [assignment])


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ConfigError, match=r"period.end 2001-01-01 should come after period.start 2002-01-01"):
        load_config(None, ["period.start=2002-01-01", "period.end=2001-01-01"])


@pytest.mark.parametrize("text", ["2020-03", "2012", "1999-2018", "2007-10..2009-03", "2024.."])
def test_a_period_by_name_is_its_first_and_last_day(text, tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(f'period = "{text}"\n', encoding="utf-8")
    start, end = period_of(text)
    told = {name: day for name, day in (("start", start), ("end", end)) if day}
    plain = parse_config({"period": told})
    assert load_config(file) == load_config(None, [f"period={text}"]) == parse_config({"period": text}) == plain
    assert load_config(file).digest == plain.digest
    assert load_config(file).settings()["period"] == told


@pytest.mark.parametrize(
    ("assignments", "sentence"),
    [
        (["period=soon"], "--set: period 'soon' is not known; it should be one of 1929-32"),
        (["period=2009..2008"], "--set: period.end 2008-12-31 should come after period.start 2009-01-01"),
        (["period=2008", "period.end=2010-01-04"], "--set period.end=2010-01-04: period is a value, not a section"),
    ],
)
def test_a_period_that_there_is_not_is_refused(assignments, sentence):
    with pytest.raises(ConfigError, match=re.escape(sentence)):
        load_config(None, assignments)


def test_a_missing_file_and_a_broken_one_are_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nope.toml: cannot be read \(No such file or directory\)"):
        load_config(tmp_path / "nope.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("[overlay\nratio = 1")
    with pytest.raises(ConfigError, match=r"broken.toml: is not valid TOML: .*line 1"):
        load_config(broken)


def test_leverage_above_the_prudent_limit_needs_a_word():
    config = load_config(
        None, ["overlay.ratio=2.0", "overlay.max_total_exposure=3.0", "overlay.acknowledge_high_leverage=true"]
    )
    assert config.overlay.ratio == 2.0


def test_a_config_cannot_be_changed():
    with pytest.raises(ValidationError):
        RunConfig().overlay.ratio = 0.3


def test_the_digest_names_the_settings():
    assert RunConfig().digest == load_config(None, ["overlay.ratio=0.2"]).digest
    assert RunConfig().digest != load_config(None, ["overlay.ratio=0.21"]).digest


def test_the_description_is_a_config_file(tmp_path):
    config = load_config(None, ["overlay.ratio=0.25", "period.start=2001-01-02", "costs.commission=1.0"])
    file = tmp_path / "described.toml"
    file.write_text(describe(config))
    assert load_config(file) == config


def test_every_profile_of_the_facts_can_be_chosen_and_no_other():
    for pattern, names in (("A", profile_names()), ("fx", fx_profile_names())):
        for name in names:
            assert load_config(None, [f"account.profile={name}"], pattern=pattern).account.profile == name
    known = [repr(name) for name in names_in(facts(TABLE))]
    with pytest.raises(ConfigError) as refused:
        load_config(None, ["account.profile=my_bank"])
    assert str(refused.value) == (
        f"--set: account.profile = 'my_bank': should be {', '.join(known[:-1])} or {known[-1]}, "
        "or set account.profile_file"
    )


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("margin.factor=5.0", "margin.factor has no effect without margin.scenario = 'multiply'"),
        ("margin.start=2008-09-15", "margin.start has no effect without margin.scenario = 'march_2020'"),
        ("account.liquidation=0.5", "account.liquidation 0.5 would not mend a breach"),
    ],
)
def test_margin_settings_that_would_do_nothing_are_refused(setting, sentence):
    with pytest.raises(ConfigError, match=sentence):
        load_config(None, [setting])


@pytest.mark.parametrize("pattern", ["A", "B", "C"])
def test_the_examples_are_the_default_patterns(root, pattern):
    assert load_config(root / "examples" / f"pattern_{pattern.lower()}.toml") == RunConfig(pattern=pattern)


@pytest.mark.parametrize(
    ("pattern", "traded"),
    [
        ("core", {}),
        ("A", {"overlay.contract": "ES"}),
        ("B", {"options.contract": "SPX"}),
        ("C", {"overlay.contract": "ES", "insurance.contract": "XSP"}),
    ],
)
def test_a_pattern_names_the_contracts_it_trades(pattern, traded):
    config = load_config(None, ["overlay.contract=ES", "options.contract=SPX"], pattern=pattern)
    assert {name: spec.root for name, spec in config.contracts().items()} == traded


def test_an_account_is_in_the_currency_of_what_it_trades():
    assert load_config(None, ["capital.currency=JPY", "overlay.contract=NK225M"]).capital.currency == "JPY"
    assert load_config(None, ["capital.currency=JPY"], pattern="core").capital.currency == "JPY"
    with pytest.raises(ConfigError, match=r"insurance.contract = 'XSP' is in USD, the account in JPY"):
        load_config(None, ["capital.currency=JPY", "overlay.contract=NK225M"], pattern="C")


def test_a_pattern_that_holds_no_overlay_of_a_ratio_has_its_limit_without_one():
    assert load_config(None, ["overlay.max_total_exposure=1.1"], pattern="B").exposure_limit == 1.1
    with pytest.raises(
        ConfigError, match=r"overlay.ratio 0.2 makes total exposure 1.2, above overlay.max_total_exposure 1.1"
    ):
        load_config(None, ["overlay.max_total_exposure=1.1"], pattern="A")


@pytest.mark.parametrize(
    ("settings", "pattern", "limit"),
    [
        ((), "A", 1.22),
        ((), "C", 1.22),
        ((), "B", 1.3),
        (("overlay.ratio=0.0",), "A", 1.0),
        (("overlay.ratio=0.3",), "A", 1.3),
        (("overlay.max_total_exposure=1.2",), "A", 1.2),
        (("overlay.ratio=0.4", "overlay.max_total_exposure=1.4", "overlay.acknowledge_high_leverage=true"), "A", 1.4),
    ],
)
def test_the_limit_on_exposure_follows_the_ratio_where_it_is_not_set(settings, pattern, limit):
    assert load_config(None, settings, pattern=pattern).exposure_limit == limit


def test_a_high_ratio_needs_a_limit_that_is_set_however_high_leverage_is_acknowledged():
    with pytest.raises(
        ConfigError, match=r"above 1.3, the most that needs no acknowledgement; lower the ratio, or set"
    ):
        load_config(None, ["overlay.ratio=0.4", "overlay.acknowledge_high_leverage=true"])


@pytest.mark.parametrize(
    ("given", "value", "limit"), [("off", "off", None), ('"off"', "off", None), ("0.01", 0.01, 0.01), ("1", 1.0, 1.0)]
)
def test_the_monthly_stop_is_a_share_or_off(given, value, limit):
    stops = load_config(None, [f"stops.monthly_loss={given}"]).stops
    assert (stops.monthly_loss, stops.limit) == (value, limit)


@pytest.mark.parametrize(("given", "value", "highest"), [("off", "off", inf), ("25", 25.0, 25.0)])
def test_the_vix_up_to_which_puts_are_bought_is_points_or_off(given, value, highest):
    insurance = load_config(None, [f"insurance.below_vix={given}"]).insurance
    assert (insurance.below_vix, insurance.highest_vix) == (value, highest)
    with pytest.raises(ConfigError, match=r"insurance.below_vix = 0: should be points from 1 to 1000, such as 25"):
        load_config(None, ["insurance.below_vix=0"])


def test_a_setting_that_is_wrong_in_itself_is_no_condition():
    with pytest.raises(
        ConfigError, match=r'--where: stops.monthly_loss = 0: should be a share from 0.001 to 1, such as 0.02, or "off"'
    ):
        check_assignment("stops.monthly_loss=0", "--where")
    assert check_assignment("stops.monthly_loss=off", "--where") == (("stops", "monthly_loss"), "off")


def test_settings_are_described_as_they_can_be_read_again():
    for chosen in ([], ["stops.monthly_loss=off"], ["overlay.max_total_exposure=1.25"]):
        config = load_config(None, chosen)
        assert parse_config(tomllib.loads(describe(config))) == config
    assert "# max_total_exposure =" in describe(RunConfig())


DATED = {"period.start": {}, "period.end": {}, "margin.start": {"margin.scenario": '"march_2020"'}}


@pytest.mark.parametrize(("setting", "others"), DATED.items(), ids=DATED)
def test_a_date_in_quotes_is_that_date(setting, others, tmp_path):
    *_, section, key = setting.split(".")
    more = [f"{name}={value}" for name, value in others.items()]
    written = tmp_path / "quoted.toml"
    plain, quoted, assigned = load_config(None, [*more, f"{setting}=2018-01-02"]), None, None
    rest = "".join(f"{name.split('.')[1]} = {value}\n" for name, value in others.items())
    written.write_text(f'[{section}]\n{rest}{key} = "2018-01-02"\n', encoding="utf-8")
    quoted, assigned = load_config(written), load_config(None, [*more, f'{setting}="2018-01-02"'])
    assert plain.settings() == quoted.settings() == assigned.settings()
    assert getattr(getattr(quoted, section), key) == date(2018, 1, 2)
    assert describe(quoted) == describe(plain)


@pytest.mark.parametrize("setting", DATED, ids=str)
@pytest.mark.parametrize(
    "value", ['"2018-02-30"', '"02/01/2018"', '"20180102"', '""', "2018", "2018-01-02T00:00:00", "true"]
)
def test_a_date_that_is_none_is_refused_with_how_to_write_one(setting, value):
    with pytest.raises(ConfigError) as refused:
        load_config(None, [*(f"{name}={one}" for name, one in DATED[setting].items()), f"{setting}={value}"])
    (sentence,) = str(refused.value).splitlines()
    assert sentence.startswith(f"--set: {setting} = ")
    assert sentence.endswith("should be a valid date, year-month-day, such as 2018-01-02")
