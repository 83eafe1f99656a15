"""Tỉnh Số: a province run by figures."""

__version__ = "0.1.0"
"""The same as in pyproject.toml (a test compares them): a source tree that was never installed knows it too."""
