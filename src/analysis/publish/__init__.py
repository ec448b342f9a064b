"""What notebooks call to show something: charts, maps, tables and sentences.

Each takes a table, its `sources` (`tables.cards`) and a `title`, and may take the words `subtitle`, `alt`,
`title_period`, `note` and `if_empty`, which `pieces.opening.opened` explains.
"""

from analysis.publish.methods import changes, losses, narrowest, revisions, rules, shown_as_published
from analysis.publish.pieces.bars import bar
from analysis.publish.pieces.briefs import brief
from analysis.publish.pieces.dots import dot
from analysis.publish.pieces.flows import flow
from analysis.publish.pieces.funnels import funnel
from analysis.publish.pieces.lines import line
from analysis.publish.pieces.maps import map
from analysis.publish.pieces.networks import network
from analysis.publish.pieces.page_one import cannot_say, finding, findings
from analysis.publish.pieces.say import say
from analysis.publish.pieces.several import show
from analysis.publish.pieces.tabulate import table
from analysis.publish.pieces.values import count, largest, smallest, span, text, total, value
from analysis.publish.pieces.what_if import what_if

__all__ = [
    "bar",
    "brief",
    "cannot_say",
    "changes",
    "count",
    "dot",
    "finding",
    "findings",
    "flow",
    "funnel",
    "largest",
    "line",
    "losses",
    "map",
    "narrowest",
    "network",
    "revisions",
    "rules",
    "say",
    "show",
    "shown_as_published",
    "smallest",
    "span",
    "table",
    "text",
    "total",
    "value",
    "what_if",
]
