"""From settings to objects: the terms of an account, the parameters of a strategy, feed and broker."""
