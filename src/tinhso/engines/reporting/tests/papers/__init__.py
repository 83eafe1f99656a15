"""Papers with the same figures as the screen, and papers that come back."""
