"""Packages of definitions: reading YAML with its lines, checking it key by key, storing immutable versions."""
