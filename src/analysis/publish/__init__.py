"""What may leave: `control` is the door, and everything that draws or speaks takes what it lets through."""

from analysis.publish.bars import bar
from analysis.publish.control import Controlled, control
from analysis.publish.dots import dot
from analysis.publish.funnels import funnel
from analysis.publish.lines import line
from analysis.publish.maps import map
from analysis.publish.say import say
from analysis.publish.tabulate import table

__all__ = ["Controlled", "bar", "control", "dot", "funnel", "line", "map", "say", "table"]
