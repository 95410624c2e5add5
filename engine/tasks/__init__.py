"""Many tasks: run wherever there are workers, kept as they come, so that a command that was stopped goes on."""
