"""Facts: what was true. Imports neither `strategies` nor `engine`."""
