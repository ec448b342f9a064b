"""What may leave: `control` is the door, and everything that draws or speaks takes what it lets through."""

from analysis.publish.door.control import control, periods
from analysis.publish.door.controlled import Controlled
from analysis.publish.door.derived import stack, work_out
from analysis.publish.door.looked_up import look_up
from analysis.publish.door.methods import changes, losses, narrowest, revisions, rules, shown_as_published
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
from analysis.publish.pieces.what_if import what_if

__all__ = [
    "Controlled",
    "bar",
    "brief",
    "cannot_say",
    "changes",
    "control",
    "dot",
    "finding",
    "findings",
    "flow",
    "funnel",
    "line",
    "look_up",
    "losses",
    "map",
    "narrowest",
    "network",
    "periods",
    "revisions",
    "rules",
    "say",
    "show",
    "shown_as_published",
    "stack",
    "table",
    "what_if",
    "work_out",
]
