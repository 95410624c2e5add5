"""How the tables of a sweep are read by other programs: a line for each."""

from typing import NamedTuple

from engine.sweeps.result import CURVES, SweepResult

BEST = 10


class Reading(NamedTuple):
    """A program, and the line that reads the runs with it."""

    program: str
    line: str


def reading(result: SweepResult) -> list[Reading]:
    """The lines, with the place at which the tables are."""
    folder = result.path.resolve().as_posix() if result.path else "."
    criterion = result.request["criterion"]
    found = [
        Reading("pandas", f'pandas.read_parquet("{folder}/runs.parquet").nlargest({BEST}, "{criterion}")'),
        Reading("DuckDB", f"""FROM '{folder}/runs.parquet' ORDER BY {criterion} DESC NULLS LAST LIMIT {BEST}"""),
    ]
    if result.request["curves"]:
        found.append(Reading("DuckDB", f"FROM '{folder}/{CURVES}/*.parquet' WHERE cell = 0"))
    return found
