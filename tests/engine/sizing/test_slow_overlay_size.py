"""Sizes of pattern A's overlay against their second telling from the documents, on terms by chance."""

import json
import random
from datetime import date

import pytest
from click.testing import CliRunner

from data.market.embedded import embedded_market
from engine.cli import cli
from tests.oracles.slow_market import day_number, fact, iso
from tests.oracles.slow_overlay_size import SlowSize

RUNS, ALWAYS = 60, 3
"""Sizes of `make test`; the rest are among the pages."""
PROFILES = ("us_fcm_tbill", "cme_ief2", "retail_cash_margin", "jp_retail_futures")


def settings(seed):
    """What is asked, and of which broker."""
    draw, market = random.Random(seed), embedded_market()  # noqa: S311  (settings, not keys)
    row = draw.randrange(market.row_from(day_number(date(1999, 1, 4))), len(market.days))
    asked = {
        "date": date.fromisoformat(iso(market.days[row])),
        "capital": round(10 ** draw.uniform(4.7, 7.5), 2),
        "fall": round(draw.uniform(0.05, 0.7), 3),
        "allowed": round(draw.uniform(0.005, 0.3), 4),
        "price": draw.choice([None, round(draw.uniform(800.0, 9000.0), 2)]),
        "margin": draw.choice([1.0, 1.0, 1.5, 3.0]),
        "cash": {
            "sleeve": draw.choice([0.0, 0.1, 0.35, 0.6]),
            "buffer": draw.choice([0.1, 0.3, 0.6]),
            "band": draw.choice([0.0, 0.1, 0.3]),
        },
    }
    return asked, draw.choice(PROFILES)


def told(asked, profile, *more):
    """`overlay size` of these, as JSON."""
    words = ["size", "--pattern", "A", "--profile", profile, "--json", "--date", asked["date"].isoformat(), *more]
    for option, name in (("fall", "fall"), ("allowed-loss", "allowed"), ("capital", "capital"), ("margin", "margin")):
        words += [f"--{option}", f"{asked[name]}"]
    words += ["--price", f"{asked['price']}"] if asked["price"] else []
    for name, value in asked["cash"].items():
        words += ["--set", f"cash.{name}={value}"]
    done = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


@pytest.mark.parametrize(
    "seed", [seed if seed < ALWAYS else pytest.param(seed, marks=pytest.mark.pages) for seed in range(RUNS)]
)
def test_a_size_is_what_the_documents_say(seed):
    asked, profile = settings(seed)
    size = told(asked, profile)["size"]
    slow = SlowSize(asked, embedded_market(), lambda name: fact("account_profiles", f"{profile}.{name}"))
    unforced = size["ratio_unforced"]
    assert size["ratio_by_loss"] == pytest.approx(slow.by_loss())
    assert size["ratio"] == pytest.approx(min(slow.by_loss(), unforced, size["ratio_limit"]))
    assert not unforced or not slow.closes(unforced * (1 - 1e-6))
    assert slow.closes(max(unforced, 1e-6) * (1 + 1e-6))
    again = slow.told(size["ratio"])
    # at the largest ratio of all the distance to a call is what the search leaves of nothing
    assert {name: size[name] for name in again} == {
        name: pytest.approx(one, rel=1e-7, abs=1e-11) if isinstance(one, float) else one for name, one in again.items()
    }
    ladder = told(asked, profile, "--ladder")["ladder"] if size["ratio"] else []
    for step in ladder:
        assert step["up_at"] == pytest.approx(step["contracts"] * slow.unit / size["ratio"])
        assert step["down_at"] == pytest.approx(step["up_at"] * (1 - asked["allowed"]))
