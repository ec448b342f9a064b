"""What may leave: `control` is the door, and everything that draws or speaks takes what it lets through."""

from analysis.publish.bars import bar
from analysis.publish.control import control
from analysis.publish.controlled import Controlled
from analysis.publish.dots import dot
from analysis.publish.funnels import funnel
from analysis.publish.lines import line
from analysis.publish.maps import map
from analysis.publish.methods import losses, rules
from analysis.publish.say import say
from analysis.publish.tabulate import table

__all__ = ["Controlled", "bar", "control", "dot", "funnel", "line", "losses", "map", "rules", "say", "table"]
