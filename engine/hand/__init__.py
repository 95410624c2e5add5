"""A plan in the hand: a grid of answers of `overlay survive`, for a page on which its values are moved."""
