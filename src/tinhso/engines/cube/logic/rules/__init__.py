"""Conditions over the ledger, decided for all units of a level at once."""
