"""Our patterns, one file each: what each says of itself, and its settings as the params of its strategy."""
