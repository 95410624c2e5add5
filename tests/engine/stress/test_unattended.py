"""A shock that meets an account nobody looks after."""
