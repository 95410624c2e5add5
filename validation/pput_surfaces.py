"""The PPUT replica with every surface and every spread: which of them earns what the index earned."""

from data.pricing.surface import SURFACES
from validation.pput import Recipe, replica
from validation.pput_tables import GROWTH, differences, growth_gaps, row_of, wrong_signs

LATE = (2021, 2022, 2023)
SPREADS = {"": "none", "SPX": "SPX", "XSP": "public calibration"}
"""What the premium is paid with, and its name on the page."""


def surface_table() -> list[str]:
    """CAGR less the published one for every surface with every spread, and the years after those to which `flat` was
    fitted.
    """
    periods = " | ".join([*(f"{first}-{last}" for first, last in GROWTH), *map(str, LATE)])
    lines = [
        f"| surface | half-spread paid | {periods} | worst period | wrong sign |",
        "|---|---|" + "--:|" * (len(GROWTH) + len(LATE) + 2),
    ]
    return lines + [_surface_row(name, spread) for name in SURFACES for spread in SPREADS]


def _surface_row(name: str, spread: str) -> str:
    values = replica(Recipe(surface=name, spread=spread)).level
    gaps, late = growth_gaps(values), [differences(values)[year] for year in LATE]
    wrong = ", ".join(map(str, wrong_signs(values))) or "none"
    worst = max(map(abs, gaps))
    return f"| `{name}` | {SPREADS[spread]} | {row_of([*gaps, *late], '2f')} | {worst:.2f} | {wrong} |"
