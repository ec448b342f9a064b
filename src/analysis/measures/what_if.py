"""What another assumption or threshold would give, for discussion beside the figures in use.

What can be moved has a row each: `name`, `called`, where it stands (`value`, or `low` and `high`), and how
far it can be moved (`least`, `most`, in steps of `step`). What was moved is {name: value}, or of two ends
{name: (low, high)}.
"""

import math

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.decision_pages import VERDICTS
from analysis.measures.decisions import decide_languages
from analysis.measures.decisions.verdicts import MONITOR, NO_EVIDENCE
from analysis.measures.status import SHOWN
from analysis.measures.status_model import ranges
from analysis.measures.status_model.interval import WHOLE, status_interval

# The lines of size, by the least and the most of them that make sense, and a step. What the evidence of risk
# must reach is not moved: counts of people under disclosure control stand behind it.
LINES = {
    "speakers": (100, 5_000, 100),
    "share_of_district": (0.1, 5, 0.1),
    "not_proficient": (50, 2_500, 50),
    "concentrated_share": (40, 100, 5),
    "text_speakers": (0, 1_000, 50),
}
# An interval that is worked out while somebody waits: its ends move by one or two in a hundred between seeds.
DRAWS = 20_000
AS_ABOVE, AS_MOVED = "With the ranges above", "With the ranges as moved"
SAME, OTHER = "as above", "another verdict"


def assumptions_to_move(assumptions):
    """Return the assumptions of the interval for victims that are found, as what can be moved.

    Each is in per cent, and can be moved up to double its high end, or to a hundred.
    """
    rows = ranges.by_name(assumptions)
    rows = rows.loc[
        [name for name in ranges.NEEDS[ranges.VICTIMS] if name in rows.index and _found(rows, name)]
    ]
    most = [
        2 * high if name == ranges.CHANGED else min(2 * high, 100) for name, high in rows["high_pct"].items()
    ]
    return pd.DataFrame(
        {
            "name": list(rows.index),
            "called": [f"{called} (%)" for called in rows["called"]],
            "low": rows["low_pct"].to_numpy(float),
            "high": rows["high_pct"].to_numpy(float),
            "least": 0.0,
            "most": most,
            "step": [10.0 ** (math.floor(math.log10(high)) - 2) for high in rows["high_pct"]],
        }
    )


def _found(rows, name):
    return rows.loc[name, "status"] == SHOWN


def interval_if(passports, arrivals, assumptions, moved):
    """Return the interval for victims in the whole area twice: with the ranges that stand, and as `moved`.

    Columns: those of `status_interval`, and `ranges` ("With the ranges above", …).

    Raises InputError for a name that is not an assumption, and for what `status_interval` refuses.
    """
    rows = assumptions.set_index("assumption", drop=False)
    _known(moved, rows.index)
    for name, (low, high) in moved.items():
        if not 0 <= low < high or (high > 100 and name != ranges.CHANGED):
            raise InputError(
                f'The assumption "{name}" needs a low end below its high end, within 0 to 100 per cent: both '
                "alike would make a point of the estimate."
            )
    ends = {"low_pct": 0, "high_pct": 1}
    for column, end in ends.items():
        rows[column] = pd.Series(
            {name: held[end] for name, held in moved.items()}, dtype=float
        ).combine_first(rows[column])[rows.index]
    parts = [
        status_interval(passports, arrivals, held.reset_index(drop=True), draws=DRAWS).assign(ranges=named)
        for named, held in ((AS_ABOVE, assumptions), (AS_MOVED, rows))
    ]
    both = pd.concat(parts, ignore_index=True)
    return both[both["level"].eq(WHOLE) & both["quantity"].eq(ranges.VICTIMS)].reset_index(drop=True)


def lines_to_move(policy):
    """Return the lines of size of the decision about languages, as what can be moved."""
    rows = [
        (name, f"{one['unit'][:1].upper()}{one['unit'][1:]}", float(one["value"]), *LINES[name])
        for name, one in policy["thresholds"].items()
        if name in LINES
    ]
    table = pd.DataFrame(rows, columns=["name", "called", "value", "least", "most", "step"])
    # An office may have drawn a line further out than anybody thought of.
    return table.assign(
        most=table[["most", "value"]].max(axis=1), least=table[["least", "value"]].min(axis=1)
    )


def verdicts_if(evidence, small_areas, decision, moved):
    """Return each language that something is asked for, by the lines that stand or as `moved`: both verdicts.

    `evidence` holds the arguments of `decide_languages`, and `decision` is their result with
    `small_areas`. Languages with another verdict come first. Columns: `language`, `residents_3_plus`,
    `stands`, `as_moved`, `changes` ("another verdict" or "as above"), `status`.

    Raises InputError for a name that is not a line of size.
    """
    _known(moved, LINES)
    policy = evidence["policy"]
    thresholds = policy["thresholds"] | {
        name: policy["thresholds"][name] | {"value": value} for name, value in moved.items()
    }
    given = evidence | {"policy": policy | {"thresholds": thresholds}}
    other = decide_languages(**given, small_areas=small_areas)
    # A language that the census does not count has a verdict and no number: its status says so.
    both = decision[["language", "residents_3_plus", "verdict", "status"]].merge(
        other[["language", "verdict"]], on="language", suffixes=("", "_moved")
    )
    nothing = [MONITOR, NO_EVIDENCE]
    both = both[~(both["verdict"].isin(nothing) & both["verdict_moved"].isin(nothing))]
    changes = both["verdict"].ne(both["verdict_moved"]).map({True: OTHER, False: SAME})
    table = both.assign(
        stands=both["verdict"].map(VERDICTS),
        as_moved=both["verdict_moved"].map(VERDICTS),
        changes=changes,
    )
    kept = ["language", "residents_3_plus", "stands", "as_moved", "changes", "status"]
    return table.sort_values("changes", kind="stable")[kept].reset_index(drop=True)


def _known(moved, names):
    for name in moved:
        if name not in names:
            raise InputError(f'Nothing to be moved is called "{name}". {nearest(name, list(names))}'.rstrip())
