"""The demonstration: an illustrative province with three years of reports, made the same every time."""
