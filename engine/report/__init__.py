"""What people see: reads results, never the broker."""
