"""What was planted in Sampleshire's recorded crime, so that what is found in it can be held to the truth.

Three things happen, on days that are known:

- A recording change. Until 31 March 2022 a public order offence was recorded beside the violent offence that
  it came with; from 1 April 2022 only the more serious of the two is. The invented publisher declares it. In
  every territorial force at once the group was 1.4 times as large before, and no more or fewer people were
  harmed. In no other group does anything change on that day.
- A real rise. From 1 October 2025, in Sampleshire alone, 1.35 times as many sexual offences come to the
  police as before. In the street files, which do not tell them from violence, it is 3 % of one type.
- Noise alone. Robbery has neither growth nor change, only its season and chance: calling a quarter of it
  unusual is wrong.

Other groups grow or fall by the yearly rates of `crimes.TYPES`.
"""

import numpy as np
import pandas as pd

RECORDING_CHANGE, REAL_RISE, NOISE = "recording change", "real rise", "noise alone"
RECORDING_DAY, RECORDING_GROUP, TIMES_BEFORE = pd.Timestamp("2022-04-01"), "Public order offences", 1.4
RISE_DAY, RISE_GROUP, TIMES_AFTER = pd.Timestamp("2025-10-01"), "Sexual offences", 1.35
RISE_FORCE = "E23000901"
NOISE_GROUP = "Robbery"
RULE = "A public order offence is no longer recorded beside the violent offence that it came with"


def times_more(groups, forces, start):
    """Return how many times its mean each force's offence code has on top, in the quarter from `start`.

    `groups` are the offence groups of the codes and `forces` the force codes: forces by codes come back.
    """
    more = np.zeros((len(forces), len(groups)))
    if start < RECORDING_DAY:
        more[:, groups == RECORDING_GROUP] += TIMES_BEFORE - 1
    if start >= RISE_DAY:
        more[np.ix_(np.array(forces) == RISE_FORCE, groups == RISE_GROUP)] += TIMES_AFTER - 1
    return more


def true_changes():
    """Return what was planted: `kind`, `offence_group`, force ("" for every one), day and times as many."""
    columns = ["kind", "offence_group", "police_force_area_code", "from_day", "times_as_many", "rule"]
    return pd.DataFrame(
        [
            (RECORDING_CHANGE, RECORDING_GROUP, "", RECORDING_DAY, 1 / TIMES_BEFORE, RULE),
            (REAL_RISE, RISE_GROUP, RISE_FORCE, RISE_DAY, TIMES_AFTER, ""),
            (NOISE, NOISE_GROUP, "", pd.NaT, 1.0, ""),
        ],
        columns=columns,
    )
