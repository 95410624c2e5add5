"""All pages that are held against the outside world, one after the other, each with the time it took: `make validate`."""

import runpy
import sys
from time import perf_counter

PAGES = (
    "audit", "margins", "march_2020", "october_1987", "options", "regimes", "yen", "own_data", "cash_ratio", "fund", "long_market",
)  # fmt: skip


def main() -> None:
    """Write each page, and say how long that took."""
    for page in PAGES:
        began = perf_counter()
        runpy.run_module(f"validation.{page}", run_name="__main__")
        sys.stdout.write(f"{page}: {perf_counter() - began:.1f} s\n")


if __name__ == "__main__":
    main()
