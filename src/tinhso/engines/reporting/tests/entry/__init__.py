"""Typing into a form: cells, grids, autosaves, what was read before it was judged."""
