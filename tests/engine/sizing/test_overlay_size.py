"""Sizes of an overlay from the loss that is allowed: the account of a stress test loses just that, and no more."""

import random
from dataclasses import replace

import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError
from data.contracts.contracts import OptionContract, option_spec
from data.market.embedded import embedded_market
from engine.account.profiles import profile_names
from engine.cli import cli
from engine.plugs.pattern import PATTERNS
from engine.settings.run_config import parse_config
from engine.sizing.overlay_account import Fall, account_of, called, usual_sessions
from engine.sizing.overlay_market import OverlayMarket
from engine.sizing.overlay_sheet import LossAsked, overlay_sheet, room
from engine.stress.shocks import SESSION_DAYS
from engine.words import LANGUAGES, words
from strategies.sizing.overlay_loss import Puts, loss_of_one, ratio_for
from tests.support.commands import overlay, told
from tests.support.sparing import only

A = ("size", "--pattern", "A", "--fall", "0.35", "--allowed-loss", "0.05")
B = ("size", "--pattern", "B", "--allowed-loss", "0.05")
C = ("size", "--pattern", "C", "--fall", "0.35", "--allowed-loss", "0.05")
YEN = ("--currency", "JPY", "--capital", "300000000", "--yen-rise", "0.1", "--allowed-loss", "0.15")


def lost(outcome, account):
    """Share of equity, in the investor's currency."""
    return 1.0 - outcome.investor_equity / (account.capital * account.rate)


@pytest.mark.parametrize("seed", range(25))
def test_the_size_that_is_found_loses_what_is_allowed_in_a_walk_through_that_fall(seed):
    draw = random.Random(seed)  # noqa: S311  (settings, not keys)
    currency, hedge = draw.choice([0.0, draw.uniform(0.01, 0.2)]), draw.choice([0.0, draw.uniform(0.1, 1.0)])
    config = parse_config({
        "pattern": "A",
        "account": {"profile": draw.choice(profile_names())},
        "investor": {"currency": "JPY"},
        "hedge": {"ratio": hedge},
        "capital": {"initial": draw.uniform(1e5, 1e8)},
    })  # fmt: skip
    market = OverlayMarket(config, embedded_market(), price=draw.uniform(1000.0, 9000.0))
    account = account_of(market)
    fall = Fall(draw.uniform(0.05, 0.6), currency)
    asked = LossAsked(draw.uniform(0.01, 0.2) + (1.0 - hedge) * currency, fall)
    ratio = ratio_for(room(asked, account.terms), loss_of_one(fall.market))
    outcome = account.after(ratio * account.capital / account.one.unit, fall)
    if not outcome.fatal:
        assert lost(outcome, account) == pytest.approx(asked.allowed, abs=1e-9)
    assert ratio > 0.0


@pytest.mark.parametrize("seed", range(10))
def test_with_puts_that_expire_in_the_fall_it_loses_what_is_allowed_too(seed):
    draw = random.Random(seed)  # noqa: S311  (settings, not keys)
    market = OverlayMarket(parse_config({"pattern": "C"}), embedded_market())
    series = market.option("insurance", "P")
    strike = draw.uniform(0.85, 1.0)
    there = OptionContract(option_spec("XSP"), series.contract.expiry, strike * market.index * 0.1, "P")
    series = replace(series, contract=there, mid=draw.uniform(0.001, 0.02) * series.underlying + 1e-9)
    cover, fall = draw.uniform(0.0, 1.0), Fall(draw.uniform(0.16, 0.5))
    unit = market.future()[0]
    account = _expiring(account_of(market, series, cover * unit / series.underlying))
    share = loss_of_one(fall.market, Puts(cover, strike, 0.0)) + cover * _paid(account)
    allowed = draw.uniform(0.01, 0.1)
    contracts = ratio_for(allowed, share) * account.capital / unit
    assert lost(account.after(contracts, fall), account) == pytest.approx(allowed, abs=1e-9)


def _expiring(account):
    """The account with puts whose last session is that of the fall."""

    class Expiring(type(account)):
        __slots__ = ()

        def _options(self, contracts):
            return tuple(
                held._replace(years=usual_sessions() * SESSION_DAYS / 365.0) for held in super()._options(contracts)
            )

    return Expiring(*(getattr(account, name) for name in account.__slots__))


def _paid(account):
    """What the puts of an account are worth when it is opened, a share of their underlying."""
    (held,) = account.state(1.0).options
    return held.value(1.0, held.years, 0.0) / (held.multiplier * held.forward)


def test_what_is_told_is_what_a_walk_of_the_whole_contracts_comes_to():
    found = told(*A)["size"]
    account = account_of(OverlayMarket(parse_config({"pattern": "A"}), embedded_market()))
    outcome = account.after(found["contracts"], Fall(0.35))
    assert found["ratio"] == pytest.approx(1.0 / 7.0)
    assert lost(outcome, account) * account.capital == pytest.approx(found["loss_at_fall"])
    assert found["loss_at_fall"] <= found["allowed_loss"]
    assert found["loss_at_fall"] + 0.35 * found["unit"] > found["allowed_loss"]
    assert (found["outcome"], found["bound"]) == (outcome.kind, "by_loss")


@pytest.mark.pages
def test_the_capital_from_which_a_contract_fits_holds_one_and_a_dollar_less_none():
    first = told(*A)["size"]["first_capital"]
    assert told(*A, "--capital", f"{first + 0.01}")["size"]["contracts"] == 1
    assert told(*A, "--capital", f"{first - 1.0}")["size"]["contracts"] == 0
    assert told(*A, "--capital", f"{2.0 * first + 0.01}")["size"]["contracts"] == 2


def test_a_fall_a_little_beyond_the_distance_to_a_call_brings_one_and_one_short_of_it_none():
    profile = "jp_retail_futures"
    found = told(*A, "--profile", profile, "--capital", "3000000")["size"]
    config = parse_config({"pattern": "A", "account": {"profile": profile}, "capital": {"initial": 3e6}})
    account = account_of(OverlayMarket(config, embedded_market()))
    after = [account.after(found["contracts"], Fall(found["call_distance"] + by), 1) for by in (-1e-4, 1e-4)]
    assert [called(one) for one in after] == [False, True]
    assert found["cut_distance"] >= found["call_distance"]
    assert found["call_points"] == pytest.approx(found["call_distance"] * found["index"])
    assert (found["spare_rule_low"], found["spare_rule_high"]) == pytest.approx(
        (0.2 * found["notional"], 0.4 * found["notional"])
    )


@pytest.mark.pages
def test_where_the_broker_would_sell_at_any_size_there_is_none_and_the_spare_cash_that_helps_is_told():
    slow = ("--profile", "jp_retail_futures", "--set", "account.redemption_lag=10")
    tight = told(*A, *slow)["size"]
    assert (tight["bound"], tight["contracts"], tight["first_capital"]) == ("by_broker", 0, None)
    assert tight["ratio"] < 1e-6
    more = told(*A, *slow, "--set", f"cash.buffer={tight['spare_needed'] + 1e-6}")["size"]
    assert (more["bound"], more["outcome"]) == ("by_loss", "no_call")


def test_a_loss_in_yen_counts_the_fall_of_the_dollar():
    found = told(*A, *YEN[:-2], *YEN[-2:])
    sheet = found["size"]
    assert (found["currency"], found["investor_currency"]) == ("USD", "JPY")
    assert sheet["overlay_may_lose"] == pytest.approx(1.0 - 0.85 / 0.9)
    assert sheet["loss_share"] <= 0.15
    assert sheet["loss_share"] == pytest.approx(1.0 - (1.0 - sheet["notional"] * 0.35 / sheet["capital"]) * 0.9)
    assert sheet["loss_at_fall"] == pytest.approx(sheet["loss_share"] * sheet["capital_investor"])


def test_bought_options_are_sized_by_the_months_that_lose_their_premium():
    year, three = (told(*B, *more)["size"] for more in ((), ("--months", "3")))
    assert (1.0 - year["budget"]) ** 12 == pytest.approx(0.95)
    assert three["budget"] == three["budget_limit"] == 0.01
    assert three["bound"] == "by_limit"
    assert year["contracts"] == int(year["budget"] * year["capital"] / year["unit"])
    assert year["loss_share"] <= 0.05


def test_puts_allow_more_in_a_sudden_fall_and_less_in_a_slow_one():
    insured, bare = told(*C)["size"], told(*A)["size"]
    assert insured["ratio_by_loss"] > 3.0 * bare["ratio_by_loss"]
    assert insured["ratio_slowly"] < bare["ratio_by_loss"]
    assert insured["loss_slowly"] > insured["loss_at_fall"]
    assert insured["puts"] > 0


@pytest.mark.parametrize("seed", only(range(12), 0))
def test_whole_contracts_with_whole_puts_lose_no_more_than_is_allowed_and_fit_from_the_capital_that_is_told(seed):
    draw = random.Random(seed)  # noqa: S311  (settings, not keys)
    days = embedded_market().days
    settings = {
        "pattern": "C",
        "capital": {"initial": 10.0 ** draw.uniform(4.3, 6.3)},
        "overlay": {"max_total_exposure": 4.0, "acknowledge_high_leverage": True},
        "insurance": {"hedge_ratio": draw.choice([0.5, 1.0])},
    }
    day = days[draw.randint(5000, len(days) - 1)]
    asked = LossAsked(draw.uniform(0.01, 0.3), Fall(draw.uniform(0.05, 0.5)))

    def sheet(capital):
        config = parse_config({**settings, "capital": {"initial": capital}})
        return overlay_sheet(OverlayMarket(config, embedded_market(), day), asked)

    found = sheet(settings["capital"]["initial"])
    assert (found.get("loss_share") or 0.0) <= asked.allowed * (1.0 + 1e-9)
    for name, count in (("first_capital", 1), ("second_capital", 2)):
        at_it = sheet(found[name] * (1.0 + 1e-9))
        assert at_it["contracts"] >= count
        assert at_it["loss_share"] <= asked.allowed * (1.0 + 1e-9)


@pytest.mark.parametrize("name", [one for one in PATTERNS.names() if not PATTERNS[one].reads_setting("overlay.ratio")])
def test_every_pattern_has_a_size_or_says_that_it_has_none(name):
    if PATTERNS[name].reads_setting("options.budget"):
        assert told("size", "--pattern", name, "--allowed-loss", "0.05")["size"]["budget"] > 0.0
        return
    with pytest.raises(ConfigError, match=f"pattern {name}: has no overlay whose size is a setting"):
        CliRunner().invoke(cli, ["size", "--pattern", name, "--allowed-loss", "0.05"], catch_exceptions=False)


def test_a_ladder_goes_up_where_the_next_contract_fits_and_down_after_the_loss():
    found = told(*A, "--ladder", "--steps", "3", "--step-back", "0.1")
    first = found["size"]["first_capital"]
    assert [step["up_at"] for step in found["ladder"]] == pytest.approx(
        [step["contracts"] * first for step in found["ladder"]]
    )
    assert all(step["down_at"] == pytest.approx(0.9 * step["up_at"]) for step in found["ladder"])
    assert found["size"]["contracts"] in [step["contracts"] for step in found["ladder"]]


@pytest.mark.pages
def test_the_words_of_the_tables_are_those_of_the_sheets():
    yen = (*YEN, "--margin", "1.5", "--other-assets", "1e6")
    rows = {
        "overlay_size": told(*C, *yen)["size"],
        "budget_size": told(*B, *YEN, "--fall", "0.3", "--other-assets", "1e6")["size"],
        "contract_ladder": told(*A, "--ladder")["ladder"][0],
        "trade_size": told("size", "--contract", "MES", "--capital", "1e6", "--stop", "50", "--price", "5000",
            "--other-assets", "1e6")["sizes"][0],
        "measured": told("leverage", "--leverage", "3", "--volatility", "index")["measured"][0],
    }  # fmt: skip
    for section, sheet in rows.items():
        names = {name.removesuffix("_low").removesuffix("_high") for name in sheet} - {"mode", "schema"}
        names = names - {"period"} | {"first_day", "last_day"} if "period" in names else names
        assert set(words().section(section)) - {"title"} == names


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("command", "panel"), [((*A, "--ladder"), "contract_ladder"), (B, "budget_size"), (C, "overlay_size")]
)
def test_a_size_is_shown_in_both_languages(command, panel, language):
    shown = overlay(*command, "--lang", language)
    assert words(language)(f"{panel}.title") in shown
    assert words(language)(f"sizing.{panel}") in shown


def test_futures_are_sized_by_their_multiplier_and_paid_by_their_margin():
    (one,) = told(
        "size", "--contract", "MES", "--capital", "1000000", "--loss", "0.01", "--stop", "50", "--price", "5000"
    )["sizes"]
    assert (one["contracts"], one["loss_at_stop"], one["stop_price"]) == (40, 10_000.0, 4_950.0)
    assert one["first_capital"] == 25_000.0
    assert 0.05 < one["required"] / one["notional"] < 0.15
    tight = told(
        "size", "--contract", "MES", "--capital", "100000", "--loss", "0.02", "--stop", "2", "--price", "5000"
    )["sizes"][0]
    assert tight["required"] <= 100_000.0
    assert tight["contracts"] < tight["contracts_by_loss"] == 200


def test_a_bought_option_may_lose_its_premium_and_shares_come_in_lots():
    (option,) = told("size", "--contract", "XSP", "--capital", "100000", "--loss", "2%", "--price", "4.5")["sizes"]
    assert (option["contracts"], option["loss_at_stop"]) == (4, 1_800.0)
    (lots,) = told(
        "size", "--contract", "shares", "--currency", "JPY", "--capital", "3000000", "--loss", "2%", "--price", "2500",
        "--stop-price", "2300", "--lot", "100",
    )["sizes"]  # fmt: skip
    assert (lots["contracts"], lots["loss_at_stop"]) == (300, 60_000.0)
    (yen,) = told(
        "size", "--contract", "MES", "--currency", "JPY", "--quote-rate", "150", "--capital", "10000000", "--loss",
        "1%", "--stop", "50", "--price", "5000",
    )["sizes"]  # fmt: skip
    assert (yen["contracts"], yen["loss_of_contract"]) == (2, 37_500.0)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((*A[:-2],), "give --allowed-loss"),
        (("size", "--pattern", "A", "--allowed-loss", "0.05"), "give --fall"),
        ((*A[:-1], "5"), "allowed loss 5 means 500%; for 5 % write 0.05"),
        ((*A, "--months", "3"), "--months: pattern A spends no premium budget"),
        ((*B, "--margin", "2"), "--margin: pattern B buys options, which ask no margin"),
        ((*A, "--price", "-3"), "price -3 should be above 0"),
        ((*A, "--yen-rise", "0.1"), "--yen-rise has no effect on a loss in the account's own currency"),
        ((*A, "--currency", "JPY", "--yen-rise", "0.1"), "a fall of the dollar by 10.0% alone takes all of the loss"),
        ((*A, "--date", "2020-03-21"), "--date 2020-03-21: is no session of the market"),
        ((*A, "--margin", "0.5"), "margin 0.5 should be from 1 to 10"),
        ((*A, "--profile", "nobody"), "account.profile = 'nobody'"),
        ((*A, "--other-assets", "-1"), "other assets -1 should be above 0"),
        (("size", "--contract", "QQQQ", "--capital", "1e5"), "--contract QQQQ: there is no such contract"),
        (("size", "--contract", "MES", "--capital", "1e5", "--price", "5"), "say where the stop is"),
        (("size", "--contract", "MES", "--capital", "1e5", "--stop", "5"), "give --price of MES"),
        (("size", "--contract", "MES", "--capital", "1e5", "--price", "5", "--stop", "9"), "not beyond zero"),
        (("size", "--contract", "MES", "--currency", "JPY"), "give --quote-rate, JPY for one USD"),
        (("size", "--contract", "XSP", "--capital", "1e5", "--price", "5", "--side", "short"),
            "an option that is written may lose any amount"),
    ],
)  # fmt: skip
def test_what_cannot_be_sized_is_one_sentence(arguments, sentence):
    with pytest.raises(ConfigError, match=sentence) as refused:
        CliRunner().invoke(cli, list(arguments), catch_exceptions=False)
    assert "\n" not in str(refused.value)


def test_a_hedge_gives_a_fall_of_the_dollar_back_to_what_currency_makes_a_yen_investor():
    yen = ("--currency", "JPY", "--yen-rise", "0.1")
    hedged = told(*A, *yen, "--set", "hedge.ratio=1.0")
    assert hedged["investor_currency"] == "JPY"
    assert hedged["size"]["overlay_may_lose"] >= hedged["size"]["allowed"]
