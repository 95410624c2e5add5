"""The verdicts on named accounts, each pattern and the ones that go wrong.

python -m validation.audit        writes docs/audit.md
"""

from functools import cache
from pathlib import Path

from data.market.embedded import embedded_market
from engine import RunResult, backtest, load_config
from engine.audit.chapters import audit
from engine.audit.verdicts import LineStanding
from engine.report.audit_words import asked, told
from engine.settings.run_config import RunConfig
from engine.words import words
from validation.twenty_years import TWENTY_YEARS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "audit.md"
SAY = words()
IN_JAPAN = 'account.profile="jp_retail_futures"'
ACCOUNTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "core": ("core", "", ()),
    "A": ("A", "", ()),
    "A at 0.3": ("A", "", ("overlay.ratio=0.3",)),
    "A small": ("A", "", ("capital.initial=65000.0", "period.start=2014-01-02")),
    "A too small": ("A", "", ("capital.initial=20000.0", "period.start=2014-01-02")),
    "A hedged": ("A", "", (IN_JAPAN, 'investor.currency="JPY"', "hedge.ratio=1.0")),
    "A cash only": ("A", "", (IN_JAPAN, "cash.buffer=0.2")),
    "B": ("B", "", ()),
    "C": ("C", "", ()),
    "C over-insured": ("C", "", ("overlay.ratio=0.3", "insurance.hedge_ratio=2.0", "insurance.out_of_the_money=-0.2")),
    "cash": ("cash", "cash_ratio.toml", ()),
    "fx at 12x": ("fx", "", ("fx.leverage=12.0",)),
    "fx_trades": ("fx_trades", "fx_trades.toml", ("fx.requirement=0.2", "fx_trades.allowed_loss=0.01")),
}
"""By name: the pattern, the example it starts from, and what is set."""
SHORT = {
    LineStanding.KEPT: "kept",
    LineStanding.DRIFTED: "drifted",
    LineStanding.NOT_KEPT: "**not kept**",
    LineStanding.COULD_NOT: "**could not**",
    LineStanding.NOT_PART: "",
}


def settings_of(account: str) -> RunConfig:
    """The settings of one of `ACCOUNTS`."""
    pattern, example, assignments = ACCOUNTS[account]
    chosen = (*TWENTY_YEARS, *assignments)
    return load_config(ROOT / "examples" / example if example else None, chosen, pattern=pattern)


@cache
def run(account: str) -> RunResult:
    """The run of one of `ACCOUNTS`, on the embedded market."""
    return backtest(settings_of(account), embedded_market())


def accounts_table() -> list[str]:
    """A row for each account: what is set in it, and its return and deepest fall."""
    rows = []
    for name, (pattern, example, assignments) in ACCOUNTS.items():
        figures = run(name).metrics
        said = ", ".join(f"`{one}`" for one in (*((f"examples/{example}",) if example else ()), *assignments))
        rows.append(f"| {name} | {pattern} | {said} | {figures['cagr']:.2%} | {figures['max_drawdown']:.1%} |")
    return rows


def standings_table() -> list[str]:
    """A row for each check, a column for each account."""
    found = {name: {one.check: SHORT[one.standing] for one in audit(run(name))} for name in ACCOUNTS}
    checks = dict.fromkeys(check for verdicts in found.values() for check in verdicts)
    head = [f"| check | {' | '.join(ACCOUNTS)} |", f"|---|{'---|' * len(ACCOUNTS)}"]
    return head + [f"| `{check}` | {' | '.join(found[name].get(check, '') for name in ACCOUNTS)} |" for check in checks]


def figures_table() -> list[str]:
    """A row for everything that was not simply kept."""
    plain = {LineStanding.KEPT, LineStanding.NOT_PART}
    return [
        f"| {name} | {asked(one, SAY)} | {SHORT[one.standing]} | {told(one, SAY)} |"
        for name in ACCOUNTS
        for one in audit(run(name))
        if one.standing not in plain
    ]


def page() -> str:
    """The whole page."""
    return Path(__file__).with_name("audit.template.md").read_text(encoding="utf-8").format(
        accounts="\n".join(accounts_table()),
        standings="\n".join(standings_table()),
        figures="\n".join(figures_table()),
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
