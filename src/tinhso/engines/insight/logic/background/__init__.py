"""Files of the pivot that are too large to wait for: asked for, made in the background, handed out for a while."""
