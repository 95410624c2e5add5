"""A pattern in one file: pattern C, whose insurance is paid for by puts written further down, and by calls written on a
share of the futures.

A put further down is written for each one that insures, with the same expiry: what was insured is insured down to it,
and the pair asks for no margin. The calls ask for theirs, whatever futures there are.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from engine import (
    PATTERNS,
    AuditCheck,
    InsuredFutures,
    Line,
    Pattern,
    Plan,
    Purpose,
    RunConfig,
    RunResult,
    Section,
    Verdict,
    always,
    backtest,
    check_pattern,
    load_config,
)

C = PATTERNS["C"]
Right = Literal["P", "C"]


class PutSpread(Section):
    """Options that pattern put_spread_collar writes: puts `distance` below the index for a `share` of those bought,
    calls `call_distance` above it on `calls` of the futures.
    """

    share: Annotated[float, Field(ge=0.0, le=1.0)] = 1.0
    distance: Annotated[float, Field(gt=0.0, lt=0.5)] = 0.12
    calls: Annotated[float, Field(ge=0.0, le=1.0)] = 0.5
    call_distance: Annotated[float, Field(gt=0.0, lt=0.5)] = 0.05


class PutSpreadCollar(InsuredFutures):
    """Insured futures, with options written to pay for it."""

    params = (("share", 1.0), ("distance", 0.12), ("calls", 0.5), ("call_distance", 0.05))

    def insure(self, futures: int, *, renewed: bool) -> int:
        """The puts, and what is written against them; the puts aimed at."""
        bought = super().insure(futures, renewed=renewed)
        wanted: dict[Right, int] = {"P": int(self.p.share * bought), "C": int(self.p.calls * bought)}
        for right, count in wanted.items():
            self._write(right, count, renewed=renewed)
        return bought

    def may_be_short(self, futures: float) -> bool:
        """Also whether calls are written, which lose as the index rises."""
        return super().may_be_short(futures) or any(one.contract.right == "C" for one in self._written())

    def _written(self) -> dict[Any, int]:
        held = {one: int(position.size) for one, position in self.broker.positions.items() if one.is_option}
        return {one: -size for one, size in held.items() if size < 0}

    def _write(self, right: Right, wanted: int, *, renewed: bool) -> None:
        """Write so many of the series of this month, the one that is written already where there is one."""
        tomorrow = self.view.next_session
        expiry = self.dates.series(tomorrow)
        lasting = {
            one: size
            for one, size in self._written().items()
            if one.contract.right == right and one.contract.expiry > tomorrow
        }
        current = next((one for one in lasting if one.contract.expiry == expiry and not renewed), None)
        for other, size in lasting.items():
            if other is not current:
                self.buy(data=other, size=size, purpose=Purpose.INSURANCE)
        distance = self.p.distance if right == "P" else self.p.call_distance
        chosen, held = current or self.listed(right, expiry, distance), lasting.get(current, 0)
        if wanted > held:
            limit = self.cap.limit
            self.sell(data=chosen, size=wanted - held, purpose=Purpose.INSURANCE, writes=True, exposure_limit=limit)
        elif wanted < held:
            self.buy(data=chosen, size=held - wanted, purpose=Purpose.INSURANCE)


def params(config: RunConfig, profile: Any) -> dict[str, Any]:
    """Those of pattern C, and what is written."""
    return {**C.params(config, profile), **config.section("put_spread").model_dump()}


def lines(config: RunConfig) -> dict[str, Line]:
    """What is written, as a line of the plan."""
    spread, insurance = config.section("put_spread"), config.insurance
    numbers = {"insurance": insurance.contract, **spread.model_dump()}
    without = {"put_spread.share": 0.0, "put_spread.calls": 0.0}
    return {"put_spread": Line(bool(spread.share or spread.calls), "put_spread", numbers, without)}


def written_puts_were_covered(run: RunResult) -> Verdict:
    """On no session were more puts written than held; the figure is the most that were written beyond."""
    positions = run.frame("positions")
    puts = positions[positions["contract"].str.match(r"[A-Z]+\d{6}P")]
    return Verdict.at_most("covered", -puts.groupby(level=0)["size"].sum(), limit=0.0)


WORDS = {
    "en": {
        "pattern.put_spread_collar": "insured futures, puts and calls written to pay for it",
        "plan.put_spread": "Written: for {share:percent} of the puts one {distance:percent} below the index, of "
        "{insurance} too, and calls {call_distance:percent} above it on {calls:percent} of the futures.",
        "rule.put_spread": "written options",
        "left_out.put_spread.share": "written options",
        "check.covered": "no put written without a bought one",
        "detail.covered": "at most {figure} more written than bought",
    },
    "ja": {
        "pattern.put_spread_collar": "保険付き先物 (費用はプットとコールの売りで賄う)",
        "plan.put_spread": "売り: 買ったプットの {share:percent} に対し指数の {distance:percent} 下の "
        "{insurance} プットを売り、先物の {calls:percent} に対し {call_distance:percent} 上のコールを売る。",
        "rule.put_spread": "売ったオプション",
        "left_out.put_spread.share": "売ったオプション",
        "check.covered": "買いのない売りプットがない",
        "detail.covered": "買いを超える売りは最大 {figure}",
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

if __name__ == "__main__":
    print("what is wrong with it:", check_pattern(COLLAR) or "nothing")
    with PATTERNS.added(COLLAR):
        print(backtest(load_config(None, ["period=2008"], pattern=COLLAR.name)).equity["equity"].iloc[[0, -1]])
