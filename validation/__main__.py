"""All pages that are held against the outside world, and the one that holds the tests against the program, one after
the other, each with the time it took: `make validate`.

Most need nothing but the project; a page that wants a file of public data that is not there says which, and stays as it
was.
"""

import runpy
import sys
from time import perf_counter

from data.base.errors import DataError

PAGES = (
    "audit", "margins", "brokers", "accounts_called", "trials", "ose_margin", "fx_margin", "march_2020", "october_1987",
    "options", "regimes", "yen", "backtrader", "own_data",
    "cash_ratio", "fund", "core", "long_market", "survival_history", "absence", "paths", "lies", "agreement",
    "survival", "survival_coverage", "living", "looks", "cluster", "worth", "plan", "orders", "stepped",
    "worked_numbers",
    "coverage", "mutation",
)  # fmt: skip


def main() -> None:
    """Write each page, and say how long that took or what it wants."""
    for page in PAGES:
        began = perf_counter()
        try:
            runpy.run_module(f"validation.{page}", run_name="__main__")
            sys.stdout.write(f"{page}: {perf_counter() - began:.1f} s\n")
        except DataError as missing:
            sys.stdout.write(f"{page}: not written; {missing}\n")


if __name__ == "__main__":
    main()
