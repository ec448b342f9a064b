"""Other assumptions beside those that stand: what can be moved, and what moving one gives."""

import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.hidden import ranges


def test_what_can_be_moved_stands_where_it_is_and_within_its_limits(assumptions, not_found):
    choices = measures.hidden.assumptions_to_move(assumptions())
    assert list(choices["name"]) == list(ranges.NEEDS[ranges.VICTIMS])  # who seeks help does not matter to it
    assert (choices["least"] <= choices["low"]).all() and (choices["high"] <= choices["most"]).all()
    assert (choices.loc[choices["name"].ne(ranges.CHANGED), "most"] <= 100).all()
    assert (choices["step"] <= (choices["high"] - choices["low"]) / 2).all()
    # What is not found cannot be moved.
    choices = measures.hidden.assumptions_to_move(not_found(ranges.PREVALENCE))
    assert ranges.PREVALENCE not in set(choices["name"])


def test_doubled_prevalence_doubles_the_interval_and_leaves_the_one_that_stands(census, assumptions):
    rows = assumptions()
    low, high = rows.set_index("assumption").loc[ranges.PREVALENCE, ["low_pct", "high_pct"]]
    still = measures.hidden.interval_if(*census(), rows, {})
    assert len(still) == 2 and still["ranges"].is_unique
    assert still[["lower", "upper"]].drop_duplicates().shape == (1, 2), "nothing moved gives the same twice"
    moved = measures.hidden.interval_if(*census(), rows, {ranges.PREVALENCE: (2 * low, 2 * high)})
    assert moved.loc[0, ["lower", "upper"]].tolist() == still.loc[0, ["lower", "upper"]].tolist()
    # Ends are moved outwards to whole tens.
    assert moved["upper"][1] == pytest.approx(2 * still["upper"][0], abs=30)
    assert rows.equals(assumptions())  # what was given stays as it is


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ({"prevalence_of_abus": (1.0, 2.0)}, 'is called "prevalence_of_abus".*prevalence_of_abuse'),
        ({"prevalence_of_abuse": (2.0, 2.0)}, "needs a low end below its high end"),
        ({"prevalence_of_abuse": (2.0, 200.0)}, "within 0 to 100 per cent"),
    ],
)
def test_what_makes_no_range_is_refused(census, assumptions, moved, said):
    with pytest.raises(InputError, match=said):
        measures.hidden.interval_if(*census(), assumptions(), moved)


def test_without_a_source_there_is_nothing_to_show(census, not_found):
    both = measures.hidden.interval_if(*census(), not_found(ranges.PREVALENCE), {})
    assert (both["status"] == "not available").all()
