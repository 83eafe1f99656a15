"""The door to the ledger of figures: rules of an entry, leaves, checks, and the set-wise writer."""
