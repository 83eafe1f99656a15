"""The second medium of SQLite: its write-ahead log, shipped as it grows, and played back (ADR 0026)."""
