"""What all strategies have in common: the daily decision and orders that respect the cap."""
