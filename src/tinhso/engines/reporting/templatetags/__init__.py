"""Template filters of the officials' screens."""
