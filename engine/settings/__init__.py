"""What the user says: every setting of a run, checked, in sentences."""
