"""Exchange margin: published, modelled, and in scenarios."""
