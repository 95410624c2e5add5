"""The patterns by name: their classes, what they trade, on which dates."""
