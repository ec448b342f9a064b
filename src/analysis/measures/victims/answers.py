"""Rules for what is said when asked: what is kept apart, small numbers, and who was heard."""

import numpy as np

from analysis.measures.status import SHOWN, SUPPRESSED, listed, require, text
from analysis.measures.victims.representation import representation
from analysis.measures.victims.unknowns import SHARE_COLUMNS

# Below this a share says next to nothing, and may say who said it.
FEWEST_SHOWN = 10
# Below this a share is given with the warning that few answered.
FEWEST_WITHOUT_A_WARNING = 30

# Who was asked, and whether they are victims of domestic abuse, is never added up over.
ALWAYS_APART = ("asked", "domestic_abuse")

TOO_FEW = f"not given: fewer than {FEWEST_SHOWN} answered"
FEW = f"Wilson; fewer than {FEWEST_WITHOUT_A_WARNING} answered, read with care"


def kept_apart(table, by):
    """Return the columns that answers are kept apart by: `by`, `ALWAYS_APART` and the question."""
    always = [name for name in ALWAYS_APART if name in table.columns]
    return [*dict.fromkeys([*listed(by), *always]), "question"]


def small_numbers(found, names):
    """Return `found` without its figures where fewer than ten answered, and with a warning where few did."""
    shown = found["status"].eq(SHOWN)
    hidden = shown & (found["answered"] < FEWEST_SHOWN)
    few = shown & ~hidden & (found["answered"] < FEWEST_WITHOUT_A_WARNING)
    figures = [*names, *SHARE_COLUMNS]
    return found.assign(
        **{name: found[name].where(~hidden) for name in figures},
        method=text(np.select([hidden, few], [TOO_FEW, FEW], found["method"].to_numpy(dtype=object))),
        status=text(np.where(hidden, SUPPRESSED, found["status"])),
    )


def profile_against_residents(respondents, residents, by=None, value="people", confidence=0.95):
    """Return, for each characteristic and group, whether those who answered are like the residents.

    `respondents` has rows of `value` by `characteristic` ("age_band") and `group` ("18-24"), or a label of
    what is not known; `residents` rows of `residents` by the same two. Columns and verdicts are those of
    `representation`: "under" says that the survey heard too few of a group, whatever the unknown are.

    >>> import pandas as pd
    >>> heard = pd.DataFrame({"characteristic": "sex", "group": ["Female", "Male"], "people": [80, 20]})
    >>> live = pd.DataFrame({"characteristic": "sex", "group": ["Female", "Male"], "residents": [510, 490]})
    >>> profile_against_residents(heard, live)[["characteristic", "group", "ratio", "verdict"]].round(2)
      characteristic   group  ratio verdict
    0            sex  Female   1.57    over
    1            sex    Male   0.41   under
    """
    require(respondents, "characteristic", "group", value, *listed(by))
    require(residents, "characteristic", "group", "residents")
    groups = [*listed(by), "characteristic"]
    return representation(respondents, residents, "group", by=groups, value=value, confidence=confidence)
