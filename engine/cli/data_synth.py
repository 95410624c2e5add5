"""`overlay data synth`: a made-up market as a file."""

from pathlib import Path
from typing import Any

import click

from data.base.told_periods import with_period
from engine.cli.options import Command, as_json, language, refuse_same
from engine.cli.showing import print_json, printed
from engine.cli.values import SEED, Ranged, Word
from engine.words import words

SHAPES = ("flat", "growth", "crash", "v", "sawtooth")
RATE = Ranged(-0.05, 0.5)
OPTIONS = (
    click.option("--seed", type=SEED, default=1, show_default=True,
        help="The same seed, the same market."),
    click.option(
        "--start", type=click.DateTime(["%Y-%m-%d"]), default="2000-01-03", show_default=True, help="First day."
    ),
    click.option("--years", type=Ranged(0.0, 60.0, min_open=True), default=20.0, show_default=True,
        help="Length."),
    click.option("--calendar", default="XNYS", show_default=True,
        help="Exchange whose sessions they are, such as XTKS."),
    click.option(
        "--regimes", help="By name with commas between, in turn, again and again; or markov (default), drawn by chance."
    ),
    click.option("--shape", type=Word(SHAPES), help="A path without chance, instead of regimes."),
    click.option("--drift", type=Ranged(-5.0, 5.0),
        help="Log return a year of a single regime or of growth."),
    click.option("--volatility", type=Ranged(0.0, 5.0), help="Volatility a year of a single regime."),
    click.option("--depth", type=Ranged(0.0, 0.99), help="Depth of a crash or V, swing of a sawtooth."),
    click.option("--period", type=click.IntRange(4, 10_000), help="Sessions from top to top of a sawtooth."),
    click.option("--index-name", default="synthetic", show_default=True,
        help="Index it stands for; of a real one, facts in money hold as well."),
    click.option("--level", type=Ranged(1.0, 1e7), default=1000.0, show_default=True,
        help="Index at the start."),
    click.option("--bill-yield", type=RATE, default=0.03, show_default=True, help="Bills of the index's currency."),
    click.option("--dividend-yield", type=RATE, default=0.02, show_default=True, help="Dividends of the index."),
    click.option("--jpy-rate", type=RATE, default=0.001, show_default=True, help="Yen overnight rate."),
    click.option("--usdjpy", type=Ranged(1.0, 1e4), default=110.0, show_default=True,
        help="Yen per dollar at the start."),
    click.option(
        "--fx-volatility", type=Ranged(0.0, 5.0), default=0.09, show_default=True,
        help="Of the yen; 0 with --shape."
    ),
    click.option("-o", "--to", "target", type=click.Path(path_type=Path), required=True, help="Parquet file to write."),
    click.option("--truth", type=click.Path(path_type=Path), help="Second file, for the true regime of each session."),
    click.option("--force", is_flag=True, help="Write over files that exist."),
)  # fmt: skip
SETTING = ("index_name", "level", "bill_yield", "dividend_yield", "jpy_rate", "usdjpy", "fx_volatility")
RECIPE = ("seed", "shape", "drift", "volatility", "depth", "period")


def _options(command: Command) -> Command:
    # Click's help shows the option first that was applied last
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command()
@_options
@as_json
@language
def synth(*, target: Path, truth: Path | None, force: bool, as_json: bool, language: str, **asked: Any) -> None:
    """Make up a market and write it as a file.

    For tests and teaching: its regimes are known, or its path is one whose results are. Regimes: calm, uptrend, range,
    downtrend, crash, recovery.
    """
    from data.intake.market_file import refuse_existing, write_market, write_table  # noqa: PLC0415
    from data.synthetic.generator import labels_table  # noqa: PLC0415

    refuse_same({"--to": target, "--truth": truth})
    for path in filter(None, (target, truth)):
        refuse_existing(path, force=force)
    market, labels = _make(asked)
    if truth is not None:
        if labels is None:
            raise click.UsageError("--truth: a market with --shape has no regimes; leave it out")
        write_table(labels_table(market, labels), truth, force=force)
    made_by = {"made_by": "overlay data synth", **{name: asked[name] for name in RECIPE}}
    market.origin |= {name: value for name, value in made_by.items() if value is not None}
    write_market(market, target, force=force)
    told = _told(asked, target, market, labels)
    if as_json:
        print_json("data-synth", with_period(told))
        return
    say = words(language)
    printed(say("synth.saved", **{key: told[key] for key in ("file", "sessions", "calendar", "first", "last")}))
    if labels is not None:
        shares = ", ".join(f"{say.told('regime', name)} {share:.0%}" for name, share in told["regimes"].items())
        printed(say("synth.regimes", shares=shares))


def _make(asked: dict[str, Any]) -> Any:
    """The market asked for, and its true regimes."""
    from data.contracts.calendars import exchange  # noqa: PLC0415
    from data.synthetic.generator import Setting, span  # noqa: PLC0415
    from data.synthetic.recipe import MARKOV, Recipe, made  # noqa: PLC0415

    if asked["shape"] and asked["regimes"]:
        raise click.UsageError("give either --shape or --regimes, not both")
    over = span(asked["start"].date(), asked["years"], exchange(asked["calendar"]))
    recipe = Recipe(regimes=asked["regimes"] or MARKOV, **{name: asked[name] for name in RECIPE})
    return made(recipe, over, Setting(**{name: asked[name] for name in SETTING}))


def _told(asked: dict[str, Any], target: Path, market: Any, labels: Any) -> dict[str, Any]:
    """What was made, as plain values."""
    from data.base.days import iso  # noqa: PLC0415

    shares = (
        {} if labels is None else {name: float((labels.codes == code).mean()) for code, name in enumerate(labels.names)}
    )
    return {
        "file": str(target),
        "index": market.index,
        "calendar": market.calendar.name,
        "first": iso(market.days[0]),
        "last": iso(market.days[-1]),
        "sessions": len(market),
        "seed": asked["seed"],
        "market_sha256": market.digest,
        "regimes": shares,
    }
