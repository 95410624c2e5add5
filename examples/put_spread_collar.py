"""A pattern in one file: pattern C, whose insurance is paid for by puts written further down, and by calls written on a
share of the futures.

A put further down is written for each one that insures, with the same expiry: what was insured is insured down to it,
and the pair asks for no margin. The calls ask for theirs, whatever futures there are.
"""

import numpy as np
import pyarrow.compute as pc

from data.base.arrow import to_array
from data.contracts.contracts import is_option, option_contract
from engine import PATTERNS, AuditCheck, InsuredFutures, Line, Pattern, Plan, Section, always
from engine.audit.verdicts import LineStanding, Verdict, beyond
from engine.settings.section import Distance, Share
from strategies.events.purposes import Purpose
from strategies.overlay.option_choice import strike_by_distance

C = PATTERNS["C"]


class PutSpread(Section):
    """Options that pattern put_spread_collar writes: puts `distance` below the index for a `share` of those bought,
    calls `call_distance` above it on `calls` of the futures.
    """

    share: Share = 1.0
    distance: Distance = 0.12
    calls: Share = 0.5
    call_distance: Distance = 0.05


class PutSpreadCollar(InsuredFutures):
    """Insured futures, with options written to pay for it."""

    params = (("share", 1.0), ("distance", 0.12), ("calls", 0.5), ("call_distance", 0.05))

    def _insure(self, futures, *, renewed):
        bought = super()._insure(futures, renewed=renewed)
        wanted = {"P": int(self.p.share * bought), "C": int(self.p.calls * bought)}
        for right, count in wanted.items():
            self._write(right, count, renewed=renewed)
        return bought

    def _may_be_short(self, futures):
        return super()._may_be_short(futures) or any(one.contract.right == "C" for one in self._written())

    def _written(self):
        held = {one: int(position.size) for one, position in self.broker.positions.items() if one.is_option}
        return {one: -size for one, size in held.items() if size < 0}

    def _write(self, right, wanted, *, renewed):
        """Write so many of the series of this month, the one that is written already where there is one."""
        tomorrow = self.view.next_session
        expiry = self._dates.series(tomorrow)
        lasting = {
            one: size
            for one, size in self._written().items()
            if one.contract.right == right and one.contract.expiry > tomorrow
        }
        current = next((one for one in lasting if one.contract.expiry == expiry and not renewed), None)
        for other, size in lasting.items():
            if other is not current:
                self.buy(data=other, size=size, purpose=Purpose.INSURANCE)
        chosen, held = current or self._chosen(right, expiry), lasting.get(current, 0)
        if wanted > held:
            limit = self._cap.limit
            self.sell(data=chosen, size=wanted - held, purpose=Purpose.INSURANCE, writes=True, exposure_limit=limit)
        elif wanted < held:
            self.buy(data=chosen, size=held - wanted, purpose=Purpose.INSURANCE)

    def _chosen(self, right, expiry):
        distance = self.p.distance if right == "P" else self.p.call_distance
        underlying = self.view.value("close") * self._spec.index_share
        strike = strike_by_distance(self._spec, right, underlying, distance, size=self.view.scale)
        return self.data.option(self.p.insurance_root, expiry, strike, right)


def params(config, profile):
    return {**C.params(config, profile), **config.section("put_spread").model_dump()}


def lines(config):
    spread, insurance = config.section("put_spread"), config.insurance
    numbers = {
        "insurance": insurance.contract,
        "hedge": spread.share,
        "distance": spread.distance,
        "ratio": spread.calls,
        "above": spread.call_distance,
    }
    without = {"put_spread.share": 0.0, "put_spread.calls": 0.0}
    return {"put_spread": Line(bool(spread.share or spread.calls), "put_spread", numbers, without)}


def written_puts_were_covered(run):
    """On no session were more puts written than held; the figure is the most that were written beyond."""
    positions, days = run.table("positions"), to_array(run.table("equity")["date"])
    puts = [is_option(code) and option_contract(code).right == "P" for code in positions["contract"].to_pylist()]
    some = positions.filter(np.array(puts, dtype=bool))
    places = np.searchsorted(days, to_array(some["date"]))
    net = np.bincount(places, to_array(some["size"]), len(days))
    standing = LineStanding.NOT_KEPT if (net < 0).any() else LineStanding.KEPT
    written = pc.sum(pc.less(some["size"], 0)).as_py() or 0
    numbers = {"written": float(written)}
    return Verdict("covered", standing, float(max(0.0, -net.min())), 0.0, *beyond(days, net < 0, -net), numbers=numbers)


WORDS = {
    "en": {
        "pattern.put_spread_collar": "insured futures, puts and calls written to pay for it",
        "plan.put_spread": "Written: for {hedge} of the puts one {distance} below the index, of {insurance} too, and "
        "calls {above} above it on {ratio} of the futures.",
        "rule.put_spread": "written options",
        "left_out.put_spread.share": "written options",
        "check.covered": "no put written without a bought one",
        "detail.covered": "{written} positions of written puts",
    },
    "ja": {
        "pattern.put_spread_collar": "保険付き先物 (費用はプットとコールの売りで賄う)",
        "plan.put_spread": "売り: 買ったプットの {hedge} に対し指数の {distance} 下の {insurance} プットを売り、"
        "先物の {ratio} に対し {above} 上のコールを売る。",
        "rule.put_spread": "売ったオプション",
        "left_out.put_spread.share": "売ったオプション",
        "check.covered": "買いのない売りプットがない",
        "detail.covered": "売りプットの建玉 {written} 件",
    },
}

COLLAR = Pattern(
    name="put_spread_collar",
    strategy=PutSpreadCollar,
    reads=C.reads,
    contracts=always("overlay.contract", "insurance.contract"),
    params=params,
    dates=C.dates,
    sections={"put_spread": PutSpread},
    plan=Plan(lines=lines, checks={"put_spread": (AuditCheck("covered", written_puts_were_covered),)}),
    words=WORDS,
    colour="indigo",
)
