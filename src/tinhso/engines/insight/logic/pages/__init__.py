"""The pages of one indicator or one unit, and the list of what is known."""
