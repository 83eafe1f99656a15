"""Named reads, one file a subject. `known` is everywhere the size of the log: None reads what is committed now."""
