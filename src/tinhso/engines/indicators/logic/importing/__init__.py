"""Brings figures in from files and requests: every rule of figures.md, a column at a time, fast.

1. `reading` gives rows in chunks, `columns` says what each column is.
2. `cells` and `places` turn each distinct text once into what it means or into a fault.
3. `judging` goes through the rows and fills a `Sheet` with the good ones, compactly.
4. `comparing` finds repeated keys, locked periods, and what stands in the ledger already.
5. `storing` hashes outside the write lock and inserts in one bulk inside it.
"""
