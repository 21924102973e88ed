"""Which network a published size belongs to: places, options and conventions that give it."""
