"""What can be traded, and when: contracts, calendars, roll dates, currency pairs, shares of funds."""
