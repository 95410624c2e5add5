"""The figures of `docs/metrics.md`, each a function with its form and its words."""
