"""Did an accident happen, and was the plan kept: verdicts on what was held, from the tables of a run."""
