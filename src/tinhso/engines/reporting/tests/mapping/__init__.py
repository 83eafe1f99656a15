"""Agencies' own workbooks, read by a mapping."""
