"""Checks of the ledger against the log: what `tinhso ledger verify` runs for this engine."""
