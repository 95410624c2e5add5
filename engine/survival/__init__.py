"""Will the account be thrown out: its plan on thousands of histories that might have been."""
