"""Pages of docs/reference that are written from the code they describe; a test fails when they differ."""
