"""What is said of a run while it goes on: events, states of rules, what an order is for."""
