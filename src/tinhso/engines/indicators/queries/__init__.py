"""Named reads of definitions, periods, units, locks and the ledger, one file a subject."""
