"""A command line for each kind of JSON that commands print, and what they need in their folder; `*` is one file."""

import glob
import json
import shlex
from datetime import UTC, date, datetime
from pathlib import Path

from click.testing import CliRunner

from data.base.days import day_of
from data.fetch.store import Record, Store
from data.intake.market_file import write_market
from data.market.embedded import embedded_market
from engine.cli import cli
from tests.support.fetched_files import kept
from tests.support.own_strategies import written
from tests.support.statements import FLEX

NOW = datetime(2018, 3, 5, 21, 5, tzinfo=UTC)
SPRING = date(2017, 10, 2), date(2018, 3, 2)
EXAMPLES = Path(__file__).parents[2] / "examples"
TWO = """
period = "2018-02"
[accounts.fund]
share = 0.5
pattern = "core"
[accounts.calls]
share = 0.5
pattern = "B"
"""
QUICK = """
run: run --pattern C --period 2018-02 --no-lines --out runs/c
run: show runs/c/2*
rows: show runs/c/2* --table events --rows 3
ls: ls runs/c
looks: looks --in runs/c
audit: audit runs/c/2*
rows: audit runs/c/2* --rows exposure
calls: audit runs/c/2* --calls
diff: diff runs/c/2* runs/c/2*
why: why runs/c/2* 2018-02-06
export: export runs/c/2* --to rows.csv
config: config --set pattern=C
rules: rules --pattern A
calendar-rolls: calendar rolls --year 2018
calendar-options: calendar options --year 2018
calendar-events: calendar events --year 2018
calendar-periods: calendar periods
calendar-file: calendar rolls --year 2018 --ics rolls.ics
profiles: profiles
account: account jp_retail_futures --on 2018-02-06 --fall 5% --value 100000 --cash 5000 --required 4000
size: size --capital 1000000 --price 150 --stop 50 --other-assets 1000
size: size --contract MES --capital 100000 --price 5000 --stop 50
size-plan: size --pattern A --fall 35% --allowed-loss 5% --ladder
size-plan: size --pattern B --allowed-loss 5%
streak: streak --loss 0.02 --paths 10 --capital 1000
streak-table: streak --table
leverage: leverage --capital 5000 --units 100 --price 150 --other-assets 1000
leverage: leverage --capital 1000000 --units 10000 --price 150 --accounts 2 --refills 1 --volatility market
expectancy: expectancy --paths 10 --record mine.csv
state: state from flex.xml --set pattern=C
data-check: data check index.csv --kind index
data-check: data check none.csv
data-synth: data synth --years 1 --start 2020-01-02 -o made.parquet
data-fetch: data fetch vix --offline --to kept
data-update: data update --offline --fetched fetched --to .
"""
SLOW = """
run: run --pattern A --period 2018-02 --out runs/a
run: run --strategy crossing.py:Crossing --period 2018 --no-lines --out runs/own
run: run --pattern fx_trades --period 2018 --no-lines --out runs/fx
run: run --set account.profile=jp_retail_futures --set cash.buffer=0.05 --period 2008-10 --no-lines --out runs/call
run: run --pattern core --period 2016-02 --no-lines --out runs/far
run: show runs/fx/2*
comparison: compare --patterns core,A --period 2018 --resamples 100 --out runs/both
comparison: compare runs/c/2* runs/far/2* --resamples 100 --no-report --out runs/apart
comparison: compare --profiles ibkr,jp_retail_futures --period 2018-02 --after-tax --no-report --out runs/brokers
comparison: show compare --in runs/both
audits: audit compare --in runs/both
trades_by: show runs/fx/2* --trades-by vix
calls: audit runs/call/2* --calls
diff: diff runs/c/2* runs/a/2*
diff: diff runs/both/*compare* runs/both/*compare*
rerun: rerun runs/c/2* --out runs/again
report: report runs/c/2* --to page.html
why: why 2018-02-06 --pattern A --period 2018-02
streak-runs: streak --run runs/fx/2*
check-strategy: check-strategy crossing.py:Crossing --param size=9000 --period 2018-01-02..2018-02-28
plan: plan --yes --to plan.toml --paths 0
rules-check: rules check PLANS/good_futures.toml --paths 0
rules-check: rules check PLANS/no_living_money.toml --paths 0
tonight: tonight --as-of 2018-02-06 --pattern C --set account.profile=jp_retail_futures --set period.start=2018-01-02
stress: stress --pattern C --period 2018-02
stress: stress --pattern C --period 2018-02 --absent 2 --late 1
break: break --pattern A --set account.profile=jp_retail_futures --period 2018-02
hand: hand --to h.html --years 1 --rates 0 --vary overlay.ratio=0.1,0.2 --vary cash.buffer=0.1 --paths 2 --histories 0
size-bear: size --bear 5% --paths 2 --years 1 --pattern A --period 2018-02 --out runs/bear
survival: survive --years 1 --paths 3 --histories 2 --set cash.buffer=0.1 --out runs/survive
survival: show survive --in runs/survive
replay: replay survive --path 1 --in runs/survive --out runs/replay
sweep: sweep --vary overlay.ratio=0.1:0.3:0.1 --walk-forward 1y/1y --period 2014-2018 --out runs/sweep
sweep: show sweep --in runs/sweep
worth: worth --pattern A --paths 0 --resamples 100 --period 2018 --out runs/worth
worth: show worth --in runs/worth
portfolio: portfolio two.toml --out runs/portfolio
portfolio: show portfolio --in runs/portfolio
rerun-portfolio: rerun portfolio --in runs/portfolio --out runs/portfolio
data-build: data build --index index.csv --vix vix.csv --bills bills.csv:percent:discount:13w --fx fx.csv -o m.parquet
data-check: data check m.parquet
state: state of runs/c/2* --on 2018-02-07
state-check: state check state.toml --set pattern=C
paper-start: paper start spring --pattern C --from 2018-02 --trial --market spring.parquet
paper-step: paper step
paper-status: paper status
paper-fill: paper fill 2018-02-06 none --why late
paper-remark: paper remark hello
paper-verify: paper verify
paper-deviations: paper deviations
paper-export: paper export --out runs/paper
report: report spring --to journal.html
paper-judge: paper judge --paths 0 --month 2018-02
paper-judge: paper rehearse --from 2018-02 --paths 0 --market spring.parquet
"""


def lines(text):
    """(kind, command line) of each example."""
    return [tuple(line.split(": ", 1)) for line in text.splitlines() if line]


def told(line):
    """What a command line prints as JSON, run in the folder that stands open; a plan may be refused (exit status 1)."""
    asked = line.replace("PLANS", str(EXAMPLES / "plans"))
    done = CliRunner().invoke(cli, [*_found(shlex.split(asked)), "--json"], catch_exceptions=False)
    assert done.exit_code in {0, 1}, done.output
    return json.loads(done.stdout)


def _found(arguments):
    for one in arguments:
        files = sorted(glob.glob(one)) if "*" in one else [one]  # noqa: PTH207  (relative, as they are typed)
        assert len(files) == 1, (one, files)
        yield files[0]


def files_for(folder):
    """Write what the examples read into a folder."""
    written(folder)
    kept(Store(folder / "fetched"))
    Store(folder / "kept").note(Record("vix", "vix.csv", "https://x", NOW, NOW, "0" * 64, 9, SPRING[0], 2, *SPRING))
    (folder / "mine.csv").write_text("R\n2\n-1\n-0.5\n1\n")
    (folder / "flex.xml").write_text(FLEX.replace('position="-1"', 'position="1"'))
    (folder / "two.toml").write_text(TWO)
    days = [f"2015-01-{day:02d}" for day in (2, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 20, 21, 22, 23, 26, 27, 28, 29, 30)]
    rows = {
        "index": [
            "Date,Open,High,Low,Close",
            *(f"{day},{2050 + n}.5,{2062 + n},{2040 + n},{2051 + n}" for n, day in enumerate(days)),
        ],
        "vix": ["DATE,VIXCLS", *(f"{day},{18 + n / 100:.2f}" for n, day in enumerate(days))],
        "bills": ["date,value", *(f"{day},0.03" for day in days)],
        "fx": ["DATE,DEXJPUS", *(f"{day},{119 + n / 100:.2f}" for n, day in enumerate(days))],
    }
    for name, text in rows.items():
        (folder / f"{name}.csv").write_text("\n".join(text) + "\n")


def market_for_journals(folder):
    """Write the market on which the journal of the examples is kept."""
    whole = embedded_market()
    first, last = (whole.row_from(day_of(day)) for day in SPRING)
    table = whole.table.slice(first, last - first)
    write_market(type(whole)(table, index=whole.index, bill_months=whole.bill_months), folder / "spring.parquet")
