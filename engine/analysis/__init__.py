"""Pure functions of a loaded run."""
