"""A journey as one bar: everybody who set out, and within them those who came to each later stage."""

from analysis.publish.exhibits import styles
from analysis.publish.exhibits.drawing import Drawing
from analysis.publish.exhibits.tabulate import label_of
from analysis.publish.exhibits.wording_checks import rows_to_draw
from analysis.publish.wording import label_in_words
from analysis.states import SHOWN

NO_START = "How many set out is hidden or not known"
THICK, LINE = 0.24, 0.19  # inches of the bar, and of a line of words beneath it
LETTER = 0.62 * styles.SMALL / 72  # inches of a letter, with room to the next name


def drawn(rows, stage, value, *, canvas, headings=None):
    """Return the Drawing of a small picture for page one: the first `value`, within it each later one.

    Each is as long as its share of the first, and named at its end with its figure: the first may be an upper
    end, and a share of it would then be a lower one. A stage that is hidden or
    not available has no part of the bar, and stands in the table beneath.
    """
    rows = rows_to_draw(rows, stage, value)
    shown = rows[rows["status"].eq(SHOWN)]
    if rows["status"].iloc[0] != SHOWN or not rows[value].iloc[0]:
        return Drawing("journey", None, rows, [stage, value], headings, gap=(NO_START,))
    whole = shown[value].iloc[0]
    names = [
        f"{label_in_words(row[stage], stage)} {label_of(row[value], value, rows[value])}"
        for _, row in shown.iterrows()
    ]
    ends, mark = list(shown[value] / whole * styles.WIDTH), [styles.WATERMARK] * canvas.invented
    lines = _lines([*ends, *(styles.WIDTH for _ in mark)], [*names, *mark])
    deep = LINE * (max(lines) + 1)
    with styles.page(styles.Canvas(), THICK + deep + 0.1) as (figure, axes):
        for end, name, line, face in zip(ends, names, lines, styles.steps(len(names)), strict=False):
            axes.barh(0, end, THICK, left=0, align="edge", color=face)
            axes.plot([end, end], [0, -LINE * (line + 0.9)], color=styles.GREY, linewidth=0.8)
            style = {"va": "bottom", "fontsize": styles.SMALL, "path_effects": styles.halo()}
            side, away = ("right", -0.04) if end + len(name) * LETTER > styles.WIDTH else ("left", 0.04)
            axes.text(end + away, -LINE * (line + 0.9), name, ha=side, **style)
        if mark:
            # On a line of its own beneath the bar: above it a picture so small would be half of air.
            place = {"y": 1 - (THICK + LINE * (lines[-1] + 0.2)) / (THICK + deep), "va": "top"}
            styles.watermark(figure).set(in_layout=False, **place)
        axes.set_xlim(0, styles.WIDTH)
        axes.set_ylim(-deep, THICK)
        axes.set_axis_off()
    return Drawing("journey", axes, rows, [stage, value], headings, small=True)


def _lines(ends, names):
    """Return on which line beneath the bar each name stands: below all that it, or its mark, would meet."""
    taken = []
    for end, name in zip(ends, names, strict=True):
        wide = len(name) * LETTER
        left = end - wide if end + wide > styles.WIDTH else end
        met = [line for line, begin, right in taken if begin < left + wide and left < right]
        taken.append((max(met, default=-1) + 1, left, left + wide))
    return [line for line, _, _ in taken]
