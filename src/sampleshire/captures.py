"""The invented capture lists of Sampleshire: who is on which lists, counted; those on none are known.

Nobody here is a person: counts by combination are drawn from a log-linear model of a population whose size is
chosen. One set allows an estimate; in the other the lists barely overlap, and an estimate must be refused.
"""

from dataclasses import dataclass

import numpy as np

INVENTED = "# Sampleshire is invented: its lists, and how many are on none of them, are drawn by chance."


@dataclass(frozen=True)
class Lists:
    """Lists with the logit of being on each, log odds ratios of pairs that share people, and all people."""

    people: int
    logits: dict
    shared: dict

    @property
    def headings(self):
        """Return the headings of the file: the lists, then the count."""
        return [*self.logits, "people"]


# The police and the council meet about the same people; the charity's would not go to the police.
ENOUGH = Lists(
    people=1_200,
    logits={"police": -1.7, "council": -2.0, "charity": -1.3, "health service": -2.1, "outreach team": -2.4},
    shared={("police", "council"): 1.2, ("police", "charity"): -0.9},
)
TOO_THIN = Lists(
    people=1_200,
    logits={"police": -4.0, "council": -4.3, "charity": -3.8, "outreach team": -4.5},
    shared={("police", "council"): 1.2},
)


def capture_lists(rng, lists=ENOUGH):
    """Return the rows of `capture_lists.csv`: for each combination seen 0 or 1 by list, and the people on it.

    Those on no list are drawn too and left out: `lists.people` less the sum of the counts is their number.
    """
    names = list(lists.logits)
    combinations = (np.arange(2 ** len(names))[:, None] >> np.arange(len(names))) & 1
    weights = combinations @ np.array(list(lists.logits.values()))
    for (first, second), log_odds in lists.shared.items():
        weights = (
            weights + log_odds * combinations[:, names.index(first)] * combinations[:, names.index(second)]
        )
    shares = np.exp(weights)
    counts = rng.multinomial(lists.people, shares / shares.sum())
    return [
        [*map(int, combination), int(count)]
        for combination, count in zip(combinations, counts, strict=True)
        if count and combination.any()
    ]
