"""Small counts are hidden over linked tables and editions, and an attack of our own tries to undo it."""

from analysis.disclosure.attack import attack, attack_table
from analysis.disclosure.suppression import suppress

__all__ = ["attack", "attack_table", "suppress"]
