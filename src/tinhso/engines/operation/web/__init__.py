"""Pages of the IT officer."""
