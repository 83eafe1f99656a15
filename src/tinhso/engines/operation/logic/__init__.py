"""How copies are made, brought back and tried out."""
