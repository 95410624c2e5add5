"""Pattern D: the fund, and long index futures only while the index is above its moving average."""

from typing import Annotated, Any

from pydantic import Field

from engine import (
    PATTERNS,
    AuditCheck,
    Line,
    Pattern,
    Plan,
    Rule,
    Ruling,
    RunConfig,
    RunResult,
    Section,
    Verdict,
    always,
    backtest,
    check_pattern,
    load_config,
)

A = PATTERNS["A"]


class Trend(Section):
    """When pattern D holds futures: while the index closes above its average; window in sessions."""

    window: Annotated[int, Field(ge=2, le=1000)] = 200


def trend_rule(window: int) -> Rule:
    """Holds the overlay while the index closes above its average, or while that is not known yet.

    up   --(close < average)--> down
    down --(close > average)--> up
    """

    def observe(evening: Any) -> tuple[float, float]:
        return evening.view.value("close"), evening.view.moving_average(window)

    return Rule("trend_d", None, True, observe, step)


def step(_params: None, up: bool, seen: tuple[float, float]) -> tuple[bool, Ruling]:  # noqa: FBT001
    """Whether the index is in an up-trend, and what that leaves of the overlay."""
    close, average = seen
    now = close > average or (up and not close < average)
    code = "" if now == up else "trend_up" if now else "trend_down"
    word = "up" if now else "down"
    return now, Ruling(
        1.0 if now else 0.0, state=word, observed=close, code=code, numbers={"close": close, "average": average}
    )


def params(config: RunConfig, profile: Any) -> dict[str, Any]:
    """Those of pattern A, with one more rule."""
    of_a = A.params(config, profile)
    return {**of_a, "rules": (trend_rule(config.section("trend_d").window), *of_a["rules"])}


def stood_aside(run: RunResult) -> Verdict:
    """No futures were held at the close of a session whose evening before was in a down-trend, a share of equity."""
    rules = run.frame("rules").query("rule == 'trend_d'")
    after_down = (rules["state"] == "down").shift(fill_value=False)
    held = run.equity["overlay_notional"] / run.equity["equity"]
    return Verdict.at_most("trend_d", held[rules.index[after_down]], limit=0.0)


def lines(config: RunConfig) -> dict[str, Line]:
    """Its line of the plan, besides those of pattern A."""
    return {"trend_d": Line(True, "trend_d", {"window": config.section("trend_d").window})}


D = Pattern(
    name="D",
    strategy=A.strategy,
    reads=A.reads,
    contracts=always("overlay.contract"),
    params=params,
    sections={"trend_d": Trend},
    plan=Plan(lines=lines, checks={"trend_d": (AuditCheck("trend_d", stood_aside),)}),
    words={
        "en": {
            "pattern.D": "fund, and index futures in an up-trend",
            "plan.trend_d": "Futures only while the index is above its average of {window} sessions.",
            "check.trend_d": "no futures in a down-trend",
            "detail.trend_d": "at most {figure} of equity the session after",
            "rule.trend_d": "trend",
            "kind.trend_up": "up-trend",
            "kind.trend_down": "down-trend",
            "reason.trend_up": "close {close:,.2f} above its average {average:,.2f}",
            "reason.trend_down": "close {close:,.2f} below its average {average:,.2f}",
        },
        "ja": {
            "pattern.D": "ファンドと、上昇トレンド中だけの指数先物",
            "plan.trend_d": "先物は指数が {window} 営業日平均を上回る間だけ持つ。",
            "check.trend_d": "下降トレンド中は先物なし",
            "detail.trend_d": "翌営業日の保有は純資産の {figure} 以下",
            "rule.trend_d": "トレンド",
            "kind.trend_up": "上昇トレンド",
            "kind.trend_down": "下降トレンド",
            "reason.trend_up": "終値 {close:,.2f} が平均 {average:,.2f} を上回った",
            "reason.trend_down": "終値 {close:,.2f} が平均 {average:,.2f} を下回った",
        },
    },
    colour="olive",
)

if __name__ == "__main__":
    print("what is wrong with it:", check_pattern(D) or "nothing")
    with PATTERNS.added(D):
        print(backtest(load_config(None, ["period=2008"], pattern="D")).equity["equity"].iloc[[0, -1]])
