"""Small counts are hidden over linked tables and editions, and an attack of our own tries to undo it."""

from analysis.publish.disclosure.attack import attack
from analysis.publish.disclosure.suppression import suppress

__all__ = ["attack", "suppress"]
