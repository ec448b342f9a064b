"""Sums that are known to be equal: knowing that everybody answers each question tells no hidden count."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import LinearConstraint

from analysis.disclosure.attack import attack
from analysis.disclosure.equal import Alike
from analysis.disclosure.solving import solve
from analysis.release import tabulations
from analysis.release.series import ALL

from .outsider import Outsider
from .random_systems import seeds
from .small_releases import VICTIMS, cells, counts, document, policy, release, tabulation

H = "[c]"
QUARTER = "2026-Q1"
# The districts are the questions of a survey here, and the offences its answers.
ONCE = Alike(once={"district": ("domestic_abuse",)})
ANSWERS = ("Burglary", "Robbery", "Theft")
LISTED = release(
    tabulation("all", ["district", "offence_group"], periods="quarter"),
    tabulation(
        "abuse",
        ["district", "offence_group"],
        periods="quarter",
        where=[("domestic_abuse", "yes")],
        policy="strict",
    ),
)
POLICIES = {"victims": policy(), "strict": policy("strict", hide_below=10)}


def solved(frame, alike=ONCE, earlier=()):
    quarters = set(frame["quarter"])
    edition = max(quarters)
    how = (LISTED, POLICIES, replace(VICTIMS, alike=alike))
    return solve("sampleshire", edition, edition, frame, quarters, list(earlier), *how)


def answered(answers):
    """Return counts from {(question, abuse): how many gave each of ANSWERS}."""
    return counts(
        [
            (QUARTER, question, answer, "Female", abuse, number)
            for (question, abuse), numbers in answers.items()
            for answer, number in zip(ANSWERS, numbers, strict=True)
            if number
        ]
    )


def random_answers(seed, questions=("East", "North", "West"), people=(("no", 200), ("yes", 60))):
    """Return counts in which each of the people answers each question once, by answers of its own."""
    chance = np.random.default_rng(seed)
    rows = []
    for question in questions:
        size = chance.integers(2, 5)
        for abuse, number in people:
            given = chance.multinomial(number, chance.dirichlet([0.3, *[4] * (size - 1)]))
            rows += [
                (QUARTER, question, f"{question} {place}", "Female", abuse, many)
                for place, many in enumerate(given)
                if many
            ]
    return counts(rows)


def test_totals_that_are_known_to_be_equal_give_a_hidden_count_away_and_the_attack_says_so():
    told = {
        ("East", "Theft"): 249, ("East", "Robbery"): H, ("East", "Total"): H,
        ("West", "Theft"): 248, ("West", "Robbery"): H, ("West", "Total"): H,
        ("North", "Theft"): 200, ("North", "Robbery"): 52, ("North", "Total"): 252,
        ("Total", "Theft"): 697, ("Total", "Robbery"): 59, ("Total", "Total"): 756,
    }  # fmt: skip
    made = document(told, ["district", "offence_group"])
    assert attack([made]).safe
    sums = [[{"district": name}] for name in ("East", "North", "West")]
    found = attack([made | {"equal": {"victims": [{"sums": sums, "quarters": [QUARTER]}]}}])
    exactly = {one.labels: one.lower for one in found.narrowed if one.lower == one.upper}
    assert exactly == {("East", "Robbery"): 3, ("West", "Robbery"): 4}


@pytest.mark.parametrize("seed", seeds(8, 40))
def test_somebody_who_knows_that_everybody_answers_each_question_tells_no_hidden_count(seed):
    frame = random_answers(seed)
    made = solved(frame)
    outsider = Outsider([made])
    for name in LISTED:
        parts = [outsider.parts(name, QUARTER, (question, "Total")) for question in ("East", "North", "West")]
        for other in parts[1:]:
            row = np.zeros(outsider.matrix.shape[1])
            row[parts[0]], row[other] = 1, -1
            outsider.ties.append(LinearConstraint(row, 0, 0))
    assert not outsider.narrowed(virtual=True)
    assert attack([made]).safe


def test_only_the_questions_under_which_everybody_stands_are_said_to_have_one_total():
    asked = {("East", "no"): (100, 80, 20), ("North", "no"): (90, 90, 20), ("West", "no"): (30, 20, 10)}
    abuse = {("East", "yes"): (30, 20, 10), ("North", "yes"): (20, 20, 20), ("West", "yes"): (40, 10, 10)}
    found = solved(answered(asked | abuse))["equal"]["victims"]
    assert found == [
        {"sums": [[{"district": "East"}], [{"district": "North"}]], "quarters": [QUARTER]},
        {
            "sums": [[{"district": name, "domestic_abuse": "yes"}] for name in ("East", "North", "West")],
            "quarters": [QUARTER],
        },
    ]


def test_labels_of_two_fields_that_count_the_same_people_are_reckoned_with_where_they_do():
    alike = Alike(same=((("district", ("East", "North")), ("sex", ("Female",))),))
    listed = release(
        tabulation("one", ["district"], periods="quarter"), tabulation("other", ["sex"], periods="quarter")
    )
    rows = [(QUARTER, "East", "Theft", "Female", "no", 3), (QUARTER, "North", "Theft", "Female", "no", 40)]
    rows += [(QUARTER, "West", "Theft", "Male", "no", 30)]
    how = (listed, {"victims": policy()}, replace(VICTIMS, alike=alike))
    made = solve("sampleshire", QUARTER, QUARTER, counts(rows), {QUARTER}, [], *how)
    region = [[{"district": "East"}, {"district": "North"}], [{"sex": "Female"}]]
    assert made["equal"] == {"victims": [{"sums": region, "quarters": [QUARTER]}]}
    assert attack([made]).safe
    assert not {("East",), ("North",)} & {
        labels for (_, labels), value in cells(made, "one").items() if value != H
    }
    wrong = counts([*rows, (QUARTER, "West", "Theft", "Female", "no", 7)])
    made = solve("sampleshire", QUARTER, QUARTER, wrong, {QUARTER}, [], *how)
    assert made["equal"] == {}, "the counts do not bear it out"


def test_what_an_edition_told_before_it_said_which_sums_are_equal_is_left_as_it_is():
    frame = random_answers(3)
    old = {name: value for name, value in solved(frame, Alike()).items() if name != "equal"}
    assert solved(frame, earlier=[old | {"edition": "2025-Q4"}])["equal"] == {}
    assert solved(frame, earlier=[old | {"edition": "2025-Q4", "equal": {}}])["equal"]


def test_what_is_declared_holds_of_the_invented_files(released_file):
    released = json.loads(released_file.read_text(encoding="utf-8"))
    said = {
        frozenset(column for sums in one["sums"] for region in sums for column in region)
        for source in ("survey", "information_sharing", "needs")
        for one in released["equal"][source]
    }
    assert frozenset({"need_state", "need_result"}) in said
    assert {frozenset({"asked", "question"}), frozenset({"domestic_abuse", "question"})} <= said
    for field in ("ground", "told_beforehand"):
        assert frozenset({field, "considered_or_shared"}) in said
    used = {(one.source, field) for one in tabulations.listed().values() for field in one.fields}
    for source, one in ALL.items():
        declared = {*one.alike.once, *(field for pair in one.alike.same for field, _ in pair)}
        assert declared <= {*one.fields}, source
        assert (source, "question") not in used or "question" in declared
