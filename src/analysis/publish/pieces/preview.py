"""What a cell shows of `Controlled`: its rows as a page would print them, and what was done to them."""

import html

from analysis.publish.pieces.piece import CANNOT_BE_SHOWN, WATERMARK
from analysis.publish.pieces.tabulate import grid

MOST_ROWS = 30


def preview(controlled):
    """Return `controlled` as HTML: columns by the names that code calls them, markers, controls, citation.

    It is no piece: a build publishes what a verb such as `publish.table` makes of it.
    """
    if controlled.missing:
        return f"<p>{CANNOT_BE_SHOWN} {html.escape(' '.join(controlled.missing))}</p>"
    rows, names = controlled.rows, list(controlled.columns)
    about = [f"{len(rows):,} row{'' if len(rows) == 1 else 's'} that may leave", controlled.title_period]
    about += [f"from the tabulation {controlled.tabulation}"] if controlled.tabulation else []
    about += [WATERMARK] if controlled.invented else []
    shown = grid(rows.head(MOST_ROWS), names, dict(zip(names, names, strict=True)))
    below = [f"{len(rows) - MOST_ROWS:,} more rows."] if len(rows) > MOST_ROWS else []
    below += [*([controlled.note] if controlled.note else []), *controlled.controls, controlled.citation]
    return "\n".join(
        [
            shown.html(html.escape("; ".join(words for words in about if words))),
            *(f"<p><small>{html.escape(str(words))}</small></p>" for words in below),
        ]
    )
