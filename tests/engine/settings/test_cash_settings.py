"""Settings of the cash ratio that do not go together."""

import pytest

from data.base.errors import ConfigError
from engine import load_config


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (("cash_ratio.floor=0.7",), "cash_ratio.floor 0.7 should not be above cash_ratio.cap 0.6"),
        (("cash_trend.below=0.1",), "cash_trend.below 0.1 should not be less than cash_trend.above 0.2"),
        (
            ("cash_valuation.enabled=true",),
            "cash_valuation.enabled: the market has no valuation; set cash_valuation.file",
        ),
        (("cash_valuation.ratios=[0.1,0.2]",), "cash_valuation.ratios has 2 values, but 4 edges make 5 bands"),
        (("cash_valuation.edges=[20.0,15.0]",), r"cash_valuation.edges \[20.0, 15.0\] should rise"),
        (("reentry.ratios=[0.3,0.2]",), "reentry.ratios has 2 stages and reentry.conditions 3"),
        (("reentry.ratios=[0.2,0.3,0.4]",), r"reentry.ratios \[0.2, 0.3, 0.4\] should fall from each stage"),
        (("reentry.ratios=[0.4,0.3,0.1]",), "reentry.ratios ends at 0.1, but normal times have 0.2"),
        (
            ("reentry.ratios=[0.55,0.3,0.2]",),
            "reentry.ratios begins at 0.55, but an alarm has 0.5: the way back only gives",
        ),
        (("tactical.refill=0.3",), "tactical.refill 0.3 should be less than tactical.fall 0.25"),
        (("cash_volatility.leave_below=0.3",), "cash_volatility.leave_below 0.3 should not be above"),
        (("cash_volatility.rough=0.1",), "cash_volatility.rough 0.1 should not be less than cash_volatility.calm 0.2"),
        (("cash_events.enabled=true", "cash_events.calendars=[]"), "cash_events.enabled: there are no events"),
        (
            ("cash_conditions.rise=0.5",),
            "cash_conditions.rise 0.5 is of bill yields, annual decimals: should be at most 0.2; a measure in another",
        ),
        (("capital.currency=JPY",), "cash_ratio.fund = 'SPXFUND' is in USD, the account in JPY"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, sentence):
    with pytest.raises(ConfigError, match=sentence):
        load_config(None, settings, pattern="cash")
