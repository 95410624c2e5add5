"""What the first screen of a report says of a comparison, and whether it is luck."""

from engine.report.first_screen import between, first_rows
from engine.report.luck import luck_lines


def verdict(comparison, say):
    """A sentence for each run behind its name, then how far they differ and whether they are beyond luck."""
    told = [f"{row.run}: {row.told}" for row in first_rows(comparison, say)]
    return [*told, *between(comparison, say), *luck_lines(comparison.whole, say)]
