"""What a notebook shows of a run or a comparison: cards and charts."""
