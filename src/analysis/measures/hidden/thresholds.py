"""Thresholds of the stepwise choice: which may be asked for, which are tried beside it, and why."""

from numbers import Real

from analysis.errors import InputError

DEFAULT = 0.02  # Chan, Silverman and Vincent 2021: the best coverage of those that they simulated
# Those of the published tables. At 0 the lists are held to be independent whatever they show, and at 1 every
# pair is fitted whatever it shows: both are shown, and neither is a choice that evidence could make.
TRIED = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 1.0)
DEFENSIBLE = tuple(threshold for threshold in TRIED if 0 < threshold < 1)


def checked_threshold(threshold):
    """Return a threshold as a float; InputError unless it is a share between 0 and 1."""
    if not isinstance(threshold, Real) or not 0 <= threshold <= 1:
        raise InputError(
            f"The threshold is {threshold}: it needs a probability between 0 and 1, such as {DEFAULT}."
        )
    return float(threshold)
