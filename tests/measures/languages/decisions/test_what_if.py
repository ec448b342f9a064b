"""Other lines beside those that stand: which verdicts they would change."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.publish import states

from .conftest import DAY, ITEM


@pytest.fixture
def argued(spoken, able, reference, crosswalk, policy):
    """Return a function from speakers by language and lines that are moved to both verdicts of each."""

    def make(counts, moved, **more):
        languages = spoken(counts)
        evidence = measures.languages.Evidence(
            languages, able(languages), reference, crosswalk, policy, DAY, **more
        )
        decision = measures.languages.decide_languages(evidence).table()
        return measures.languages.verdicts_if(evidence, decision, moved)

    return make


def test_each_line_that_can_be_moved_stands_where_the_policy_has_it(policy):
    lines = measures.languages.lines_to_move(policy)
    stands = {name: policy["thresholds"][name]["value"] for name in lines["name"]}
    assert dict(zip(lines["name"], lines["value"], strict=True)) == stands
    assert lines["value"].between(lines["least"], lines["most"]).all()
    # No line of counts under disclosure control can be moved.
    guarded = {"least_quarters", "independent_sources", "largest_nationally", "crosswalk_share"}
    assert not guarded & set(lines["name"])
    # One that an office drew further out can be moved from there.
    far = {"not_proficient": policy["thresholds"]["not_proficient"] | {"value": 40_000}}
    lines = measures.languages.lines_to_move(policy | {"thresholds": policy["thresholds"] | far})
    assert lines.set_index("name").loc["not_proficient", "most"] == 40_000


def test_a_lower_line_lets_a_smaller_language_in_and_it_stands_first(argued):
    counts = {"Polish": 4_000, "Arabic": 600}
    both = argued(counts, {})  # nothing moved changes nothing
    assert set(both["changes"]) == {"as above"} and both["stands"].equals(both["as_moved"])
    assert "Arabic" not in set(argued(counts, {"not_proficient": 500})["language"])
    both = argued(counts, {"not_proficient": 50})
    first = both.iloc[0]
    assert (first["language"], first["stands"], first["changes"]) == ("Arabic", "watch", "another verdict")
    assert first["as_moved"].startswith("translate")
    assert both.set_index("language").loc["Polish", "changes"] == "as above"


def test_a_higher_line_keeps_a_language_out_and_says_so_and_a_name_that_is_no_line_is_refused(argued):
    both = argued({"Polish": 4_000}, {"not_proficient_share": 1.0, "not_proficient": 2_500})
    polish = both.set_index("language").loc["Polish"]
    assert (polish["as_moved"], polish["changes"]) == ("watch", "another verdict")
    with pytest.raises(InputError, match=r'is called "proficient".*not_proficient'):
        argued({"Polish": 4_000}, {"proficient": 1})


def test_a_language_that_the_census_does_not_count_has_its_verdicts_and_may_leave_without_a_number(argued):
    said = pd.DataFrame([ITEM | {"language": "Dari", "source": source} for source in ("Minutes", "Report")])
    both = argued({"Polish": 4_000}, {}, risk_items=said.assign(date=pd.Timestamp("2026-03-01")))
    dari = states.checked(both).set_index("language").loc["Dari"]
    assert (dari["status"], dari["changes"], dari["stands"]) == (
        "not available",
        "as above",
        "through partners",
    )
