"""Names that the user may give columns of files of quotes."""

from data.intake.quotes import chains_file, futures_file
from data.intake.quotes.quote_source import QuoteKind

QUOTE_FIELDS: dict[QuoteKind, tuple[str, ...]] = {"futures": futures_file.FIELDS, "chains": chains_file.FIELDS}
"""Kind -> fields."""
