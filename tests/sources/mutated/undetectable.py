"""What no reader can notice, declared in advance: by layout, by what was done and to which column, with why."""

import re

DECLARED = []


def reason(layout, effect, column=""):
    """Return why nobody could notice `effect` in a column of a layout, "" where a reader must."""
    for layouts, effects, columns, why in DECLARED:
        if all(
            re.fullmatch(pattern, text)
            for pattern, text in ((layouts, layout), (effects, effect), (columns, column))
        ):
            return why
    return ""
