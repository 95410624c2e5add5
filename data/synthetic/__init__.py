"""Markets that are made up, from a seed and a recipe of regimes."""
