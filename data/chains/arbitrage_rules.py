"""Rules about prices within one day: what no trader would leave standing, whatever the market did."""

import numpy as np

from data.base.arrays import Floats, Ints
from data.base.saying import UNSAID, said
from data.chains.priced import TICK, expiries, medians, pairs
from data.chains.table import NOTHING, Breach, Chain, Found

WIDE, WIDE_FROM = 50.0, 3.0
"""An offer so many times the bid, for bids of some points: 18 times once in real chains
(February 2018), else 1.5 times at most."""
SURE_SPREADS, SURE = 5.0, 3.0
"""So many spreads and so many times the noise are no matter of minutes; in real chains
there is no contradiction at all."""
NOISE, NOISE_OF_STRIKE = 0.20, 0.0020
"""Shares of the prices, and of the strike, that quotes of several minutes or makers may contradict each other by."""
FEWEST, NEARLY = 10, 0.9
"""Pairs of strikes, and the share of them, from which a file as a whole is doubted."""
RATE = 0.20
"""Interest a year beyond which no discount goes: bills stood at 17 % in 1981."""


def put_above_strike(chain: Chain) -> Found:
    """A put is bid above its strike, the most it can ever pay."""
    rows = np.flatnonzero(~chain.call & (chain.bid > chain.strike))

    def tell(row: int) -> Breach:
        bid, strike = chain.bid[row], chain.strike[row]
        cause = said("chains.in_cents") if 0.01 * bid < strike else UNSAID
        return Breach("bid", f"{bid:g}", said("chains.above_strike", series=chain.series(row)), cause)

    return Found(rows, tell)


def spread_absurd(chain: Chain) -> Found:
    """The offer is many times the bid of an option that is worth something."""
    rows = np.flatnonzero((chain.bid >= WIDE_FROM) & (chain.ask > WIDE * chain.bid))

    def tell(row: int) -> Breach:
        times = chain.ask[row] / chain.bid[row]
        return Breach(
            "ask",
            f"{chain.ask[row]:g}",
            said("chains.offer_times_bid", series=chain.series(row), times=times, bid=chain.bid[row]),
        )

    return Found(rows, tell)


def rights_exchanged(chain: Chain) -> Found:
    """Nearly everywhere puts cost less, and calls more, the higher the strike."""
    order, same = chain.by_strike, chain.alike(chain.by_strike, series=False)
    rise = np.diff(chain.mid[order])
    told = same & (np.abs(rise) > TICK)
    wrong = told & ((rise > 0.0) == chain.call[order[:-1]])
    if told.sum() < FEWEST or wrong.sum() < NEARLY * told.sum():
        return NOTHING
    row, rows = int(order[int(np.flatnonzero(wrong)[0])]), np.arange(len(chain))
    problem = said("chains.others_opposite", wrong=wrong.sum(), pairs=told.sum())
    return Found(
        rows,
        lambda row: Breach("right", chain.series(row), problem, said("chains.calls_puts_exchanged")),
        np.array([row]),
    )


def out_of_order(chain: Chain) -> Found:
    """Of two strikes beside each other one is bid for more than the other is offered at and their distance allow."""
    order, same = chain.by_strike, chain.alike(chain.by_strike, series=False)
    low, high = order[:-1], order[1:]
    call = chain.call[low]
    dear, cheap = np.where(call, low, high), np.where(call, high, low)
    apart = chain.strike[high] - chain.strike[low]
    wrong_way = chain.bid[cheap] - chain.ask[dear]
    too_far = chain.bid[dear] - chain.ask[cheap] - apart
    return _against(chain, (low, high), np.where(same, np.maximum(wrong_way, too_far), -np.inf))


def bulging(chain: Chain) -> Found:
    """A strike is bid for more than the two strikes beside it cost together: a butterfly that pays to be owned."""
    order, same = chain.by_strike, chain.alike(chain.by_strike, series=False)
    one, mid, other = order[:-2], order[1:-1], order[2:]
    width = chain.strike[other] - chain.strike[one]
    share = np.divide(chain.strike[other] - chain.strike[mid], width, out=np.ones(len(width)), where=width > 0.0)
    cost = share * chain.ask[one] + (1.0 - share) * chain.ask[other]
    return _against(chain, (one, other, mid), np.where(same[:-1] & same[1:], chain.bid[mid] - cost, -np.inf))


def _against(chain: Chain, rows: tuple[Ints, ...], gain: Floats) -> Found:
    """Of each group of strikes that contradict each other, whose owner gains some points, the one farthest off
    the line through its neighbours.
    """
    spreads = chain.ask[rows[0]] - chain.bid[rows[0]] + chain.ask[rows[1]] - chain.bid[rows[1]]
    noise = np.minimum(NOISE * (chain.mid[rows[0]] + chain.mid[rows[1]]), NOISE_OF_STRIKE * chain.strike[rows[0]])
    wrong = np.flatnonzero(gain > 3.0 * TICK + np.maximum(0.25 * spreads, noise))
    if not len(wrong):
        return NOTHING
    group, off_line = np.stack([one[wrong] for one in rows]), bend(chain)
    odd = np.take_along_axis(group, np.argmax(off_line[group], axis=0)[None, :], axis=0)[0]
    sure = gain[wrong] > SURE_SPREADS * spreads[wrong] + SURE * noise[wrong]
    most = dict(sorted(zip(odd.tolist(), zip(sure.tolist(), gain[wrong].tolist(), strict=True), strict=True)))

    def tell(row: int) -> Breach:
        certain, points = most[row]
        problem = said("chains.contradicts", series=chain.series(row), points=points)
        return Breach("quote", chain.quote(row), problem, severity="error" if certain else "warning")

    return Found(np.unique(odd), tell)


def bend(chain: Chain) -> Floats:
    """How far each middle lies from the line through the middles of the strikes beside it, points, 0 or
    more but at an end, shape (rows,).

    At an end it is the line of the strike beside it, less how far the one beyond lies from its own: a wrong
    one has wrong lines on both sides.
    """
    order, same = chain.by_strike, chain.alike(chain.by_strike, series=False)
    strike, mid = chain.strike[order], chain.mid[order]
    middle = np.zeros(len(order), dtype=bool)
    middle[1:-1] = same[:-1] & same[1:]
    both = np.flatnonzero(middle)
    width = strike[both + 1] - strike[both - 1]
    share = np.divide(strike[both + 1] - strike[both], width, out=np.full(len(width), 0.5), where=width > 0.0)
    inside = np.zeros(len(order))
    inside[both] = np.abs(mid[both] - share * mid[both - 1] - (1.0 - share) * mid[both + 1])
    ends = np.flatnonzero(~middle)
    last = len(order) - 1
    for step in (1, -1):
        near, far = (np.clip(ends + steps * step, 0, last) for steps in (1, 2))
        score = 1.02 * inside[near] - np.where(middle[far], inside[far], 0.0)
        inside[ends] = np.where(middle[near], np.maximum(score, inside[ends]), inside[ends])
    result = np.empty(len(order))
    result[order] = inside
    return result


def parity_broken(chain: Chain) -> Found:
    """Call less put of a strike implies another forward than the other strikes of the day and expiry do."""
    call, put = pairs(chain)
    group = expiries(chain)[call]
    forward = chain.strike[call] + chain.mid[call] - chain.mid[put]
    middle = medians(group, forward, int(group.max(initial=-1)) + 1)[group]
    half = 0.5 * (chain.ask[call] - chain.bid[call] + chain.ask[put] - chain.bid[put])
    slack = 2.0 * TICK + half + 0.002 * middle + RATE * chain.years[call] * np.abs(chain.strike[call] - middle)
    off = np.abs(forward - middle) > slack
    if not off.any():
        return NOTHING
    off_line = bend(chain)
    odd = np.where(off_line[call] >= off_line[put], call, put)[off]
    implied = dict(zip(odd.tolist(), zip(forward[off].tolist(), middle[off].tolist(), strict=True), strict=True))

    def tell(row: int) -> Breach:
        mine, others = implied[row]
        problem = said("chains.parity", series=chain.series(row), mine=mine, others=others)
        return Breach("quote", chain.quote(row), problem)

    return Found(np.unique(odd), tell)
