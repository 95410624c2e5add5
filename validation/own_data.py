"""The page about own data: what can be brought, what is found in it, and what the files that one does not bring are
worth.

python -m validation.own_data        writes docs/data.md
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from data.base.days import Day, day_of, iso
from data.base.finding import Check
from data.base.saying import said
from data.chains.naming import READ
from data.chains.on_market import UNUSED
from data.chains.rules import ALONE, MARKET
from data.futures.table import CHECKS
from data.intake.build import Plan, build_market
from data.intake.dated_tables import DATED
from data.intake.fixes import FIXES
from data.intake.frequency import FREQUENCIES
from data.intake.quotes.quote_fields import QUOTE_FIELDS
from data.intake.reading.column_names import FIELDS
from data.intake.reading.head import BYTE_CHECKS, LIMIT
from data.intake.reading.problems import READING
from data.intake.rules.all_rules import RULES
from data.intake.series_file import CERTAINLY_DECIMAL, CERTAINLY_PERCENT
from data.intake.source import Kind, parse_source
from data.market.embedded import EMBEDDED, embedded_market
from data.market.market import Market
from data.sessions.quality import NOISE
from engine import backtest, load_config
from validation.twenty_years import TWENTY_YEARS

PAGE = Path(__file__).parents[1] / "docs" / "data.md"
PATTERNS = ("core", "A", "B", "C")
FIRST, LAST = "1998-01-02", "2018-12-31"
"""Sessions of the market of two files: the year before the runs serves rules that look back."""
SHIPPED: dict[Kind, str] = {
    "index": "spx_daily.csv",
    "vix": "vix_daily.csv",
    "bills": "dtb3_daily.csv:discount:13w",
    "bills-1m": "dgs1mo_daily.csv:yield",
    "fx": "usdjpy_dexjpus_daily.csv",
    "dividends": "spx_dividend_yield_monthly.csv",
    "jpy-rate": "jpy_call_rate_monthly.csv",
}
"""Files of the public data behind the market that comes with the program, as the command line has them."""
MORE = ("--start", "1981-06-01", "--end", "2026-07-10", "--starts", "1982-04-21", "--derived", "SPY total",
    "--index-name", EMBEDDED)  # fmt: skip


@cache
def bare_market() -> Market:
    """An index and bills alone: those of the market that comes with the program, written as files and built as a user
    would.
    """
    whole = embedded_market()
    columns = ("open", "high", "low", "close", "open_is_real")
    bars = zip(*(whole.values(name) for name in columns), strict=True)
    texts: dict[Kind, list[str]] = {
        "index": [f"date,{','.join(columns)}", *_rows(whole, (",".join(map(repr, map(float, bar))) for bar in bars))],
        "bills": ["date,yield_decimal", *_rows(whole, map(repr, whole.values("bill_yield")))],
    }
    with TemporaryDirectory() as folder:
        paths = {kind: Path(folder) / f"{kind}.csv" for kind in texts}
        for kind, path in paths.items():
            path.write_text("\n".join(texts[kind]) + "\n", encoding="utf-8")
        words: dict[Kind, str] = {"index": "", "bills": ":yield:13w"}
        sources = {kind: parse_source(kind, f"{path}{words[kind]}") for kind, path in paths.items()}
        return build_market(Plan(sources, _day(FIRST), _day(LAST), index=EMBEDDED))


def _day(text: str) -> Day:
    return day_of(date.fromisoformat(text))


def _rows(market: Market, cells: Iterator[str]) -> Iterator[str]:
    return (f"{iso(day)},{cell}" for day, cell in zip(market.days, cells, strict=True))


def run_lines() -> list[str]:
    """Headline figures of each pattern on the market that comes with the program, and on its index and bills alone."""
    rows = []
    for pattern in PATTERNS:
        config = load_config(None, TWENTY_YEARS, pattern=pattern)
        runs = [backtest(config, one) for one in (embedded_market(), bare_market())]
        cells = [f"{run.metrics[name]:.2%}" for run in runs for name in ("cagr", "volatility", "max_drawdown")]
        rows.append(f"| {pattern} | {' | '.join(cells)} |")
    head = "| pattern | all files: CAGR | volatility | drawdown | index and bills: CAGR | volatility | drawdown |"
    return [head, "|---|--:|--:|--:|--:|--:|--:|", *rows]


def command_lines() -> list[str]:
    """The command that builds the market that comes with the program."""
    files = [f"--{kind} {text}" for kind, text in SHIPPED.items()]
    more = " ".join(f'"{word}"' if " " in word else word for word in MORE)
    lines = [" ".join(files[:3]), " ".join(files[3:5]), " ".join(files[5:]), f"{more} -o spx.parquet"]
    return ["$ overlay data build " + " \\\n    ".join(lines)]


def byte_lines() -> list[str]:
    """The checks of a file's first block."""
    named = [(one.__name__.replace("_", "-"), one) for one in BYTE_CHECKS]
    rows = [f"| `{name}` | {_said(one)} | {said(f'why.{name}')} |" for name, one in named]
    return ["| error | what | why |", "|---|---|---|", *rows]


def check_lines(checks: Mapping[str, Check], why: str) -> list[str]:
    """A table of checks, with the words of a section why they matter."""
    rows = [
        f"| `{name}` | {severity} | {what} | {said(f'{why}.{name}')} |" for name, (severity, what) in checks.items()
    ]
    return ["| finding | severity | what | why |", "|---|---|---|---|", *rows]


def rule_lines() -> list[str]:
    """The rules about what was read."""
    rows = [
        f"| `{rule.check}` | {', '.join(sorted(rule.kinds))} | {rule.severity} | {_said(rule.find)} | {rule.why} | "
        f"{f'`{rule.fix}`' if rule.fix else ''} |"
        for rule in RULES
    ]
    return ["| finding | in | severity | what | why | repair |", "|---|---|---|---|---|---|", *rows]


def chain_checks() -> dict[str, Check]:
    """The rules about option quotes."""
    rules = [
        *READ,
        *((rule, _said(find)) for find, rule in (*ALONE, *MARKET)),
        (UNUSED, "No quote is of the market's index and sessions."),
    ]
    return {rule.check: Check(rule.severity, what) for rule, what in rules}


def check_tables() -> dict[str, list[str]]:
    """What can be wrong in reading a file, in prices of futures, in option quotes, and in files of valuations, events
    and deviations.
    """
    return {
        "reading": check_lines(READING, "why"),
        "futures": check_lines(CHECKS, "why_futures"),
        "chains": check_lines(chain_checks(), "why_chains"),
        "dated": check_lines(DATED, "why"),
    }


def fix_lines() -> list[str]:
    """The repairs."""
    return [
        "| `--fix` | what it does |",
        "|---|---|",
        *(f"| `{name}` | {_said(fix)} |" for name, fix in FIXES.items()),
    ]


def _said(function: object) -> str:
    """The first paragraph of a docstring on one line."""
    return " ".join((function.__doc__ or "").partition("\n\n")[0].split())


def page() -> str:
    """The whole page."""
    gaps = {one.name: one.longest_gap for one in FREQUENCIES}
    blocks: dict[str, Sequence[str]] = {
        "fixes": fix_lines(), "bytes": byte_lines(), "rules": rule_lines(), "runs": run_lines(),
        "command": command_lines(), **check_tables(),
    }  # fmt: skip
    named: dict[str, Sequence[str]] = {
        **{str(kind): ("date", *every) for kind, every in FIELDS.items()},
        **{str(kind): every for kind, every in QUOTE_FIELDS.items()},
    }
    fields = ", ".join(f"`{kind}.{one}`" for kind, every in named.items() for one in every)
    return Path(__file__).with_name("own_data.template.md").read_text(encoding="utf-8").format(
        limit=LIMIT // 2**20, fields=fields, percent=CERTAINLY_PERCENT, decimal=CERTAINLY_DECIMAL, noise=f"{NOISE:g}",
        **gaps,
        **{name: "\n".join(lines) for name, lines in blocks.items()},
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
