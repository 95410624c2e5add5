"""What each rule and each cost of a plan is worth: the plan without each, and with what could be in its place."""
