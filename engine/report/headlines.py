"""The headline figures of runs as text: the same figures in the same form on a terminal, in a
notebook and on a page.
"""

from typing import TYPE_CHECKING

from engine.words import Words, words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from engine.comparison.comparison import Comparison
    from engine.results.run import RunResult

WIDEST, MOST_MONEY = 9, 17
"""Characters of a figure in its column, and of an amount of money."""
ENGLISH = words()
HEADLINES = {
    "final_equity": "{:,.0f}",
    "cagr": "{:.2%}",
    "total_return": "{:.2%}",
    "volatility": "{:.2%}",
    "max_drawdown": "{:.2%}",
    "sharpe": "{:.2f}",
    "worst_month": "{:.2%}",
    "days_halved": "{:.0%}",
    "margin_calls": "{:.0f}",
}


def period_and_capital(runs: "Mapping[str, RunResult]", say: Words = ENGLISH) -> str:
    """First and last session, and the opening capital with its currency; that it is each run's own, where it is."""
    run = next(iter(runs.values()))
    first, last = span(run)
    capital = say("headline.own_capital") if capitals(runs) else opening_capital(run)
    told = flagged(say("headline.title", first=first, last=last, capital=capital), run, say)
    if run.currency == run.config.capital.currency:
        return told
    return say("headline.told", title=told, currency=run.currency)


def flagged(title: str, run: "RunResult | Comparison", say: Words = ENGLISH) -> str:
    """A title, and that what stands below it is hypothetical, where it is."""
    until = run.hypothetical_until
    tag = say("headline.hypothetical", until=until) if until else ""
    return title if tag in title else f"{title} {tag}".lstrip()


def opening_capital(run: "RunResult", decimals: int = 0) -> str:
    """Opening capital with its currency: the investor's, and in brackets the account's where that is another."""
    account = f"{run.opening:,.{decimals}f} {run.config.capital.currency}"
    if run.currency == run.config.capital.currency:
        return account
    return f"{run.investor_opening:,.{decimals}f} {run.currency} ({account})"


def accounts(runs: "Mapping[str, RunResult]") -> dict[str, str]:
    """The account of each run by name, as its settings have it; empty where it is the same for all, and where runs are
    called by it.
    """
    told = {name: run.config.broker_told for name, run in runs.items()}
    return told if len({*told.values()}) > 1 and told != {name: name for name in told} else {}


def capitals(runs: "Mapping[str, RunResult]") -> dict[str, str]:
    """The opening capital of each run by name; empty where it is the same for all."""
    told = {name: opening_capital(run) for name, run in runs.items()}
    return told if len({*told.values()}) > 1 else {}


def own_lines(runs: "Mapping[str, RunResult]", say: Words = ENGLISH) -> list[str]:
    """Which account and which capital each run has, the runs of one together; nothing of what is the same for all."""
    accounts_told, capital_told = _each(accounts(runs), say), _each(capitals(runs), say)
    return [
        *([say("headline.accounts", accounts=accounts_told)] if accounts_told else []),
        *([say("headline.capitals", capitals=capital_told)] if capital_told else []),
    ]


def _each(told: "Mapping[str, str]", say: Words) -> str:
    names: dict[str, list[str]] = {}
    for name, value in told.items():
        names.setdefault(value, []).append(name)
    return "; ".join(say("headline.account", account=value, runs=", ".join(of)) for value, of in names.items())


def at_account(name: str, runs: "Mapping[str, RunResult]", say: Words = ENGLISH) -> str:
    """A run with its account, where another one has another."""
    differing = accounts(runs)
    return say("headline.at_account", run=name, account=differing[name]) if differing else name


def span(run: "RunResult") -> "tuple[date, date]":
    """First and last session of a run."""
    dates = run.tables["equity"]["date"]
    return dates[0].as_py(), dates[-1].as_py()


def shown(run: "RunResult") -> dict[str, str]:
    """The headlines of a run, and of runs of the same dates: growth a year, or for less than a
    year the return of the period.
    """
    from engine.analysis.returns import DAYS_PER_YEAR, LEAST_YEAR  # noqa: PLC0415  (a listing does without)

    first, last = span(run)
    other = "total_return" if (last - first).days >= LEAST_YEAR * DAYS_PER_YEAR else "cagr"
    return {key: form for key, form in HEADLINES.items() if key != other}


def labels(run: "RunResult", say: Words = ENGLISH, but: "Collection[str]" = ()) -> list[str]:
    """What stands above the figures of a run, without some; the Sharpe ratio is over the riskless return of the
    currency it is told in.
    """
    return [say(f"headline.{key}", bills=say(f"bills_head.{run.currency}")) for key in shown(run) if key not in but]


def headline_cells(run: "RunResult", say: Words = ENGLISH, but: "Collection[str]" = ()) -> list[str]:
    """The figures of a run, in the order of `labels`; one that an older run does not hold is undefined."""
    return [_cell(run, key, form, say) for key, form in shown(run).items() if key not in but]


def _cell(run: "RunResult", key: str, form: str, say: Words) -> str:
    value = run.metrics.get(key)
    told = formatted(value, form, say)
    if value is None or form != HEADLINES["final_equity"] or "e" in told:
        return told
    return say.amount(value, run.currency)


def formatted(value: float | None, form: str, say: Words = ENGLISH) -> str:
    """A figure in its form, in scientific notation where that is too wide for a column.

    >>> formatted(0.0512, "{:.2%}"), formatted(123456.789, "{:.2%}")
    ('5.12%', '1.2e+05')
    """
    if value is None:
        return say("headline.undefined")
    text = form.format(value)
    return text if len(text) <= (MOST_MONEY if form == HEADLINES["final_equity"] else WIDEST) else f"{value:.1e}"


def unsigned(text: str) -> str:
    """A number as it is shown; what is shown as zero has no sign.

    >>> unsigned("-0.00%"), unsigned("-0.01%"), unsigned("+0")
    ('0.00%', '-0.01%', '0')
    """
    return text if text.strip("+-0.,%") else text.lstrip("+-")


def name_of(run: "RunResult") -> str:
    """What a run is called: the name in its settings, else its pattern."""
    return run.config.called


def notes(runs: "Mapping[str, RunResult]", say: Words = ENGLISH, *, named: bool = False) -> list[str]:
    """What the manifests want said, each once; what is not so of all of them under the names of those of which it is,
    and with `named` also what is of the only one.
    """
    saying: dict[str, list[str]] = {}
    for name, run in runs.items():
        for note in run.notes(say.language):
            saying.setdefault(note, []).append(name)
    of_all = 0 if named and len(runs) == 1 else len(runs)
    return [
        note if len(names) == of_all else say("said.of_run", run=", ".join(names), note=note)
        for note, names in saying.items()
    ]
