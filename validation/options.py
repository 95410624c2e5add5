"""Prices validated: the PPUT replica against the published index, the surfaces against real chains, futures by cost of
carry against real ones.

python -m validation.options        writes docs/validation.md
"""

from collections.abc import Iterable
from pathlib import Path

from validation import financing
from validation import option_chains as chains
from validation import pput_tables as pput
from validation import real_futures as futures
from validation import surface_fit as fits
from validation.option_spreads import spread_table
from validation.pput import repeated_opens, replica
from validation.pput_surfaces import surface_table

PAGE = Path(__file__).parents[1] / "docs" / "validation.md"
TABLES = {
    "fit": fits.fit_table,
    "months": fits.month_table,
    "spreads": spread_table,
    "surfaces": surface_table,
    "bounds": pput.bound_table,
    "periods": pput.period_table,
    "readings": pput.reading_table,
    "years": pput.year_table,
    "worst": pput.worst_table,
    "settlements": pput.settlement_table,
    "spring": pput.spring_table,
    "states": chains.state_table,
    "chains": chains.chain_table,
    "errors": chains.error_table,
    "shock": chains.shock_table,
    "futures_results": futures.result_table,
    "futures_years": futures.yearly_table,
    "futures_rolls": futures.roll_table,
    "financing": financing.year_table,
}


def page() -> str:
    """The whole page."""
    template = Path(__file__).with_name("validation.template.md").read_text(encoding="utf-8")
    tables = {name: _lines(table()) for name, table in TABLES.items()}
    return template.format(**tables, **_numbers())


def _lines(table: Iterable[str]) -> str:
    return "\n".join(table)


def _numbers() -> dict[str, str]:
    values, told = replica().level, replica(pput.told_settlements()).level
    repeated, real = repeated_opens()
    said = pput.published_years()[2020] - pput.published_years("sp500tr_return")[2020]
    table = fits.quotes()
    return {
        "fit_quotes": f"{len(table):,}",
        "fit_days": str(table["date"].nunique()),
        "level_error": f"{100.0 * fits.level_error():.1f}",
        "futures_error": f"{futures.error() * 1e4:.0f}",
        "futures_sessions": f"{futures.sessions():,}",
        "gain": f"{pput.gain_2020(values):+.1f}",
        "gain_published": f"{said:+.1f}",
        "deviation": f"{pput.yearly_deviation(values):.2f}",
        "deviation_told": f"{pput.yearly_deviation(told):.2f}",
        "repeated": str(repeated),
        "real": str(real),
        "gap_rnd": chains.file_gap(chains.RND),
        "gap_universes": chains.file_gap(chains.UNIVERSES),
    }


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
