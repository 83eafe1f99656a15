"""Where a figure comes from, step by step down to the record, and the file that proves it."""
