"""More after gains, in runs: the base ratio is that of the equity told, and the limit holds."""

from random import Random

import pytest

from engine import backtest, load_config
from engine.audit.plan import plan
from engine.words import words


def base_of(equity, ratio, share, limit):
    """Base ratio by session from equity by session, once more and by months."""
    ends = [month.iloc[-1] for _, month in equity.groupby(equity.index.to_period("M"))]
    found, raises, start, high = [], 0, equity.iloc[0], equity.iloc[0]
    for (_, month), end in zip(equity.groupby(equity.index.to_period("M")), ends, strict=True):
        for place, value in enumerate(month):
            raises = 0 if value <= (1.0 - limit) * start else raises
            raises += place == len(month) - 1 and end > high
            found.append(ratio + ratio * share * raises)
        start, high = end, max(high, end)
    return found


@pytest.mark.pages
@pytest.mark.parametrize("pattern", ["A", "C"])
@pytest.mark.parametrize("seed", range(3))
def test_the_base_ratio_follows_the_months(market, pattern, seed):
    chance = Random(seed)  # noqa: S311  (settings are drawn, not keys)
    ratio, share, loss = chance.uniform(0.1, 0.4), chance.choice([0.1, 0.5, 1.0]), chance.choice([0.02, 0.05])
    first = chance.randrange(1999, 2014)
    run = backtest(
        load_config(
            None,
            [
                f"overlay.ratio={ratio}", f"overlay.after_gains={share}", f"stops.monthly_loss={loss}",
                "overlay.max_total_exposure=2.5", "overlay.acknowledge_high_leverage=true",
                f"period.start={first}-01-04", f"period.end={first + 3}-12-31",
            ],
            pattern=pattern,
        ),
        market,
    )  # fmt: skip
    told = run.table("targets").to_pandas()
    assert told["base_ratio"].tolist() == pytest.approx(base_of(run.equity["equity"], ratio, share, loss), rel=1e-12)
    assert told["base_ratio"].max() >= ratio * (1.0 + share) - 1e-12
    assert told["target_ratio"].max() <= 1.5 + 1e-12


@pytest.mark.pages
def test_the_plan_tells_the_mistake_and_a_run_without_it_is_the_ordinary_one(market):
    period = ["period.start=2012-01-03", "period.end=2013-12-31"]
    greedy, plain = (load_config(None, [*period, *more], pattern="A") for more in (["overlay.after_gains=0.5"], []))
    (line,) = [line for line in plan(greedy) if line.rule == "after_gains"]
    run, without = backtest(greedy, market), backtest(plain, market)
    assert "a mistake" in line.text(words("en"))
    assert dict(line.without) == {"overlay.after_gains": 0.0}
    assert run.equity["overlay_notional"].max() > without.equity["overlay_notional"].max()
    assert [one.rule for one in plan(plain)] == [one.rule for one in plan(greedy) if one is not line][:5]
