"""The money-market fund: its kinds, its ladder of bills, what it earns a day."""
