"""The kit for patterns: ours are sound, and what is wrong with a broken one is told in a sentence."""

from dataclasses import replace

import pytest

from engine import PATTERNS, AuditCheck, FuturesOverlay, Line, OverlayStrategy, Pattern, Plan, always, check_pattern

A = PATTERNS["A"]
SPOKEN = {"en": {"pattern.D": "futures, in some way"}, "ja": {"pattern.D": "先物 (変種)"}}


def broken(strategy=FuturesOverlay, **other):
    return replace(A, name="D", strategy=strategy, **{"words": SPOKEN, **other})


class Peeks(FuturesOverlay):
    """Halves its overlay before a fall."""

    def holdings(self):
        closes = self.data.market.values("close")
        falls = closes[self.data.row + 1] < closes[self.data.row]
        size, notional = super().holdings()
        return (size + 5 if falls else size), notional


class Reaches(FuturesOverlay):
    """Sees the future where there is one."""

    def rebalance(self):
        closes, row = self.data.market.values("close"), self.data.row
        if row + 1 < len(closes) and closes[row + 1] < closes[row]:
            return 0
        return super().rebalance()


class TradesYen(FuturesOverlay):
    """Nikkei futures in a dollar account."""

    def decide(self):
        self.buy(data=self.data.lead("NK225MC", self.view.next_session), size=1, exposure_limit=1.3)


class Writes(FuturesOverlay):
    """Puts that it has not."""

    def decide(self):
        expiry = self.data.market.calendar.after(self.view.next_session + 30)
        put = self.data.option("XSP", expiry, 100.0, "P")
        self.sell(data=put, size=1)


class WritesForNothing(FuturesOverlay):
    """Far more puts than its collateral covers."""

    def decide(self):
        expiry = self.data.market.calendar.after(self.view.next_session + 30)
        self.sell(data=self.data.option("XSP", expiry, 100.0, "P"), size=10_000, writes=True)


class Insures(FuturesOverlay):
    """A put that it has never said it buys."""

    def decide(self):
        expiry = self.data.market.calendar.after(self.view.next_session + 30)
        if not self.broker.positions:
            self.buy(data=self.data.option("XSP", expiry, 100.0, "P"), size=1)


class Idles(FuturesOverlay):
    """Nothing, for ever."""

    def decide(self):
        pass


class Leaps(FuturesOverlay):
    """Twice the index, whatever the limit."""

    def decide(self):
        contract = self.data.lead("MES", self.view.next_session)
        if not self.holdings()[0]:
            self.buy(data=contract, size=int(self.broker.getvalue() / contract.close[0] / contract.multiplier))


class Fails(FuturesOverlay):
    """Divides by nothing."""

    def decide(self):
        return 1 / 0


class Keeps(FuturesOverlay):
    """Rows of a table that nobody knows."""

    def records(self):
        return {"mine": [(1,)]}


class NoRules:
    """No strategy at all."""


def late(_run):
    raise KeyError("no such column")


BROKEN = {
    "looks ahead": (broken(Peeks), "it looks ahead: cut off after 20"),
    "looks ahead where it can": (broken(Reaches), "it looks ahead: cut off after 20"),
    "another currency": (broken(TradesYen), "order for NK225MCU08: this account trades ES, MES, "),
    "another currency, told": (
        broken(TradesYen, contracts=always("overlay.contract", "fx.contract")),
        "fx.contract = 'USDJPY1K' is in JPY, the account in USD",
    ),
    "options beside": (broken(Insures), "ordered XSP, which is not among its contracts (MES)"),
    "writes options": (broken(Writes), "to write options, say writes=True"),
    "writes without margin": (
        broken(WritesForNothing, contracts=PATTERNS["C"].contracts, reads=PATTERNS["C"].reads),
        "none of its orders was filled: collateral does not cover initial margin (",
    ),
    "above the limit": (broken(Leaps), "its check 'exposure' was not kept on"),
    "an error of its own": (broken(Fails), "ends in ZeroDivisionError: division by zero (test_check_pattern.py, line"),
    "no words at all": (broken(words={}), "the language 'en' has no words for 'pattern.D'"),
    "no Japanese": (broken(words={"en": SPOKEN["en"]}), "the language 'ja' has no words for 'pattern.D'"),
    "words in vain": (
        broken(words={language: {**SPOKEN[language], "rule.halving": "x"} for language in SPOKEN}),
        "the catalogue of 'ja' has words for 'rule.halving'; choose another key",
    ),
    "other values": (
        broken(words={"en": SPOKEN["en"], "ja": {"pattern.D": "{x}"}}),
        "the words of 'pattern.D' in 'ja' speak of other values",
    ),
    "a line without words": (
        broken(plan=Plan(lines=lambda _config: {"trend": Line(True, "trend_of_d")})),
        "the language 'ja' has no words for 'plan.trend_of_d'",
    ),
    "a check without a line": (
        broken(plan=Plan(checks={"trend": (AuditCheck("books", late),)})),
        "its plan has no line 'trend' that its check belongs to",
    ),
    "a section it does not read": (
        broken(reads=tuple(name for name in A.reads if name != "halving")),
        "its params are made from the settings [halving], which it does not say it reads",
    ),
    "a setting nobody knows": (broken(reads=(*A.reads, "overlay.ratoi")), "it reads overlay.ratoi, and there is no"),
    "a check nobody knows": (broken(plan=Plan(leaves_out=("safety",))), "it leaves out the check 'safety', and there"),
    "no colour": (broken(colour="mauve"), "its colour 'mauve' is none of blue, "),
    "no strategy there": (broken("nowhere:D"), "its strategy 'nowhere:D' cannot be loaded (No module named 'nowhere')"),
    "no name for a folder": (replace(A, name="a/b", words={}), "pattern 'a/b': a name should be up to 40 letters"),
    "no market": (broken(market="moon"), "its market 'moon' is none of index, dollar"),
    "no dates": (broken(dates=("noon",)), "its dates 'noon' are none of premium, insurance"),
    "no contract": (broken(contracts=always("overlay.ratio")), "'overlay.ratio' is no setting that names a contract"),
    "a table of its own": (broken(Keeps), "the pattern keeps records for a table 'mine', which results do not have"),
    "never traded": (broken(Idles), "it never sent an order in this period"),
    "other params": (broken(OverlayStrategy), "got an unexpected keyword argument 'root'"),
    "no strategy": (broken(NoRules), "NoRules'> is no OverlayStrategy: rules, journal and limits would be missing"),
}  # fmt: skip


RARE = "looks ahead where it can"
"""What half a year does not show."""
HALF_A_YEAR = {"period": {"start": "2008-07-01", "end": "2008-12-31"}}


@pytest.mark.pages
@pytest.mark.parametrize("pattern", PATTERNS.names())
def test_ours_are_sound(pattern):
    # in a fall no call is bought
    falls = {"options": {"direction": "by_trend"}} if pattern == "B" else {}
    assert check_pattern(pattern, settings={**HALF_A_YEAR, **falls}) == []


@pytest.mark.pages
@pytest.mark.parametrize("pattern", PATTERNS.names())
def test_ours_are_sound_for_two_years(pattern):
    assert check_pattern(pattern) == []


@pytest.mark.pages
@pytest.mark.parametrize("what", BROKEN)
def test_what_is_wrong_is_told_in_a_sentence(what):
    pattern, sentence = BROKEN[what]
    found = check_pattern(pattern, settings=HALF_A_YEAR if what != RARE else None)
    assert [one for one in found if sentence in one], found
    assert not [one for one in found if "\n" in one]
    assert "D" not in PATTERNS


def test_a_name_that_is_taken_is_told():
    assert check_pattern(replace(A)) == ["pattern 'A': there is one of this name; choose another"]


def test_a_name_that_nobody_has_is_told():
    assert check_pattern("nobody")[0].startswith("pattern 'nobody': should be 'core', 'A', ")


@pytest.mark.pages
def test_a_sound_one_need_not_be_registered():
    assert check_pattern(broken(), settings=HALF_A_YEAR) == []
    assert isinstance(broken(), Pattern)
