"""A total made of many: its table, its lines, its frozen versions, what goes upward."""
