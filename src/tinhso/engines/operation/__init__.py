"""Operation: copies of everything, the way back from them, and how the installation stands today."""
