"""What notebooks call to show something: charts, maps, tables and sentences.

Each takes a table, its `sources` (`tables.cards`) and a `title`, and may take the words `subtitle`, `alt`,
`title_period`, `note` and `if_empty`, which `exhibits.wording_checks.opened` explains.
"""

from analysis.publish.exhibits.say import say, show
from analysis.publish.exhibits.tabulate import brief, table
from analysis.publish.exhibits.values import count, largest, smallest, span, text, total, value
from analysis.publish.exhibits.verbs import bar, dot, flow, journey, line, map, network
from analysis.publish.exhibits.what_if import what_if

__all__ = [
    "bar",
    "brief",
    "count",
    "dot",
    "flow",
    "journey",
    "largest",
    "line",
    "map",
    "network",
    "say",
    "show",
    "smallest",
    "span",
    "table",
    "text",
    "total",
    "value",
    "what_if",
]
