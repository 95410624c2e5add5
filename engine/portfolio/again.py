"""A portfolio run again: its plan on the days that it had, and what is not as it was."""

from datetime import date

from engine.portfolio.plan import PortfolioPlan, parse_plan
from engine.portfolio.result import PortfolioResult


def same_plan(result: PortfolioResult) -> PortfolioPlan:
    """The plan of a portfolio, for the days that it was run on where it left them open. Raises `ConfigError` where it
    is no plan any more.
    """
    plan, days = parse_plan(result.plan, str(result.path)), result.manifest["period"]
    asked = plan.whole.period
    if asked.start and asked.end:
        return plan
    first, last = asked.start or date.fromisoformat(days["first"]), asked.end or date.fromisoformat(days["last"])
    return PortfolioPlan(plan.within(first, last), plan.accounts)


def changed_tables(before: PortfolioResult, after: PortfolioResult) -> list[str]:
    """Names of tables that differ between two portfolios of the same accounts, those of an account behind its name."""
    pairs = {"": (before.tables, after.tables)}
    pairs |= {f"{name}/": (run.tables, after.runs[name].tables) for name, run in before.runs.items()}
    return [
        f"{of}{name}"
        for of, (one, other) in pairs.items()
        for name in sorted({*one, *other})
        if name not in one or name not in other or not one[name].equals(other[name])
    ]
