"""The steps from entries to the rows of an answer, each in the engine of the cube."""
