"""Lists of lines beside figures."""
