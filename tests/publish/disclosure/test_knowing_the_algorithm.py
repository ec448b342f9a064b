"""What somebody learns who can run this very program, measured over every small table and held to it.

The rules of publication are public, so the plain attacker knows them. Whoever also has the program can try
every possible table and keep those that come out exactly as published. Deterministic hiding of as few cells
as possible cannot be free of it: that a cell was worth hiding says something. The shares stand here and in
the methods; they may fall, and must not rise unseen.
"""

import pytest

from analysis.publish.disclosure import suppress

from .knowing import family, learned


def solved(cells, threshold, criterion):
    """Return a table as `suppress` solves it."""
    return suppress(cells, ["row", "column"], "count", threshold, criterion=criterion)


def held(measured, share, sided, capsys):
    """Print what was measured and hold it to what was measured before."""
    with capsys.disabled():
        print(
            f"\n{measured.tables} tables, {measured.small} small cells: the rules alone give away "
            f"{measured.plain}; the program gives away {measured.more} more ({measured.share:.2%}), and one "
            f"side of {measured.sided} ({measured.sided_share:.2%})"
        )
    assert measured.plain == 0
    assert measured.share <= share, measured.examples[:5]
    assert measured.sided_share <= sided


# (rows, columns, largest count, threshold), share narrowed to one value, share with one side closed.
FEW = [((2, 2, 5, 3), 1.0, 1.0)]
MANY = [((2, 2, 9, 5), 1.0, 1.0), ((2, 3, 4, 3), 1.0, 1.0), ((3, 3, 2, 2), 1.0, 1.0)]


@pytest.mark.parametrize(("shape", "share", "sided"), FEW)
def test_the_program_gives_away_no_more_than_was_measured(shape, share, sided, capsys):
    held(learned(family(solved, *shape)), share, sided, capsys)


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "share", "sided"), MANY)
def test_the_program_gives_away_no_more_in_larger_families(shape, share, sided, capsys):
    held(learned(family(solved, *shape)), share, sided, capsys)
