"""What somebody else would write: a pattern, a rule and the like, each in one file of `examples/`."""
