"""For tests of the engines above: what they may ask of the cube beyond its verbs."""

from tinhso.engines.cube.logic.remembered import forget as forget_answers

__all__ = ["forget_answers"]
