"""The checks of `doctor` and of the health page, one subject a file; each returns one finding."""
