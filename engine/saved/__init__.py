"""What lies in a folder of runs: listed, filtered, found by a part of its name."""
