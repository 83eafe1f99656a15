"""The board: what a package of it asks for, its headline, cards and files, and who has sent."""
