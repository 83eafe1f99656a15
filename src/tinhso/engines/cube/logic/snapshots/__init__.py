"""Snapshots of the ledger: which files they are, how they are made and read, and the tail that none has yet."""
