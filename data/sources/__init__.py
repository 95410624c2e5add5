"""One file for each outside source."""
