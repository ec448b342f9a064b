"""What may leave: `control` is the door, and everything that draws or speaks takes what it lets through."""

from analysis.publish.charts import bar, dot, funnel, line, table
from analysis.publish.control import Controlled, control
from analysis.publish.maps import map
from analysis.publish.say import say

__all__ = ["Controlled", "bar", "control", "dot", "funnel", "line", "map", "say", "table"]
