"""What can be wrong with a series, rule by rule."""
