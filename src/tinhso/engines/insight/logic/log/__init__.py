"""The sealed log in words: its pages, what its events speak of, its checkpoints."""
