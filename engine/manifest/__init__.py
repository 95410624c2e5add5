"""What a run says of itself: settings, facts, notes, versions."""
