"""The pivot: what an address asks for, its cells, its files."""
