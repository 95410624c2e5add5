"""Tax of an account: baskets of gains and losses, by regime and year."""
