"""What a file is marked with that may not be passed on, in every form of it."""

import csv
import io
import re

from analysis.publish.exhibits.styles import GREY

DRAFT = "Draft: not for circulation"
RESTRICTED = "Restricted: not for publication. Only for people whom the office has named."
# By mark; what is published has none.
READERS = {
    None: "Who may read this: everybody. Figures that could point at a person are hidden.",
    DRAFT: "Who may read this: the people who prepare it, until it is published.",
    RESTRICTED: "Who may read this: only people whom the office has named, each for a task that needs it.",
}
COLUMN = "may_be_passed_on"  # of a CSV, which has no margin to write in
LINE = 14  # points beneath a picture
HEAD = re.compile(r'height="([\d.]+)pt" viewBox="0 0 ([\d.]+) ([\d.]+)"')
OUTLINE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def on_picture(svg, mark):
    """Return a chart with its mark on a line beneath it; without one, or of another form, as it is."""
    head = HEAD.search(svg) if mark else None
    if head is None:
        return svg
    width, height = head[2], float(head[3])
    words = (
        f'<rect x="0" y="{height:g}" width="{width}" height="{LINE}" fill="#ffffff"/>'
        f'<text x="4" y="{height + LINE - 4:g}" '
        f"style=\"font-size: 9px; font-family: 'Noto Sans', sans-serif; fill: {GREY}\">{mark}</text>\n</svg>"
    )
    taller = f'height="{height + LINE:g}pt" viewBox="0 0 {width} {height + LINE:g}"'
    before, _, after = svg.replace(head[0], taller, 1).rpartition("</svg>")
    return f"{before}{words}{after}"


def on_outlines(outlines, svg, mark):
    """Return the outlines that lie over a map, with the room that its mark takes beneath it."""
    head = HEAD.search(svg) if mark else None
    if head is None:
        return outlines
    part = 1 + LINE / float(head[3])

    def taller(found):
        return f'viewBox="0 0 {found[1]} {float(found[2]) * part:g}"'

    return OUTLINE.sub(taller, outlines, count=1)


def on_table(content, mark):
    """Return a CSV with its mark in a last column."""
    if not mark:
        return content
    first, *rows = csv.reader(io.StringIO(content, newline=""))
    made = io.StringIO(newline="")
    csv.writer(made, lineterminator="\n").writerows([[*first, COLUMN], *([*row, mark] for row in rows)])
    return made.getvalue()
