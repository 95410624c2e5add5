"""The pattern that steers a cash ratio, and its book of rules."""
