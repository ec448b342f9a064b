"""A captures table is counts by combination of lists: everything else is refused, and no cell is repeated."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.hidden.captures import LISTS_AT_MOST, read_captures

ROWS = [
    (1, 0, 0, 60),
    (0, 1, 0, 60),
    (0, 0, 1, 60),
    (1, 1, 0, 20),
    (1, 0, 1, 20),
    (0, 1, 1, 20),
    (1, 1, 1, 7),
]


def without(row):
    return [one for one in ROWS if one[:3] != row]


def test_a_combination_that_is_absent_is_nobody_and_the_order_of_rows_does_not_matter(captures):
    whole = read_captures(captures(ROWS))
    assert whole.lists == ("police", "council", "charity") and whole.seen == 247
    short = read_captures(captures([*without((1, 1, 1))]))
    long = read_captures(captures([(1, 1, 1, 0), *reversed(without((1, 1, 1)))]))
    assert short.counts.tolist() == long.counts.tolist() and short.seen == 240


def test_true_and_false_text_and_blankable_numbers_are_read_as_what_they_say(captures):
    plain = read_captures(captures(ROWS))
    for dtypes in (dict.fromkeys(["police", "council"], bool), {"people": "Int64"}, "str"):
        assert read_captures(captures(ROWS).astype(dtypes)).counts.tolist() == plain.counts.tolist()


def test_a_date_is_no_count(captures):
    with pytest.raises(InputError, match="not a whole number of people"):
        read_captures(captures(ROWS).assign(people=pd.Timestamp("2026-06-30")))


def test_people_on_no_list_may_be_given_as_nobody_only(captures):
    assert read_captures(captures([(0, 0, 0, 0), *ROWS])).seen == 247
    with pytest.raises(InputError, match=r"row 1: people are counted who are on no list"):
        read_captures(captures([(0, 0, 0, 1), *ROWS]))


@pytest.mark.parametrize("count", [-1, 2.5, np.nan, np.inf, "c", "*", None])
def test_a_count_that_is_not_whole_is_refused(captures, count):
    with pytest.raises(InputError, match=r'row 7: the count, column "people", is not a whole number'):
        read_captures(captures([*without((1, 1, 1)), (1, 1, 1, count)]))


@pytest.mark.parametrize("mark", [2, -1, 0.5, np.nan, "yes", None])
def test_a_list_that_is_not_0_and_1_is_refused(captures, mark):
    with pytest.raises(InputError, match=r'row 7: column "council" holds something other than 0 and 1'):
        read_captures(captures([*without((1, 1, 1)), (1, mark, 1, 31)]))


def test_a_list_that_nobody_is_on_is_refused(captures):
    rows = [one for one in ROWS if not one[2]]
    with pytest.raises(InputError, match='nobody is on the list "charity"'):
        read_captures(captures([*rows, (0, 0, 1, 0)]))
    assert read_captures(captures([*rows, (0, 0, 1, 1)])).seen == 141


def test_one_list_only_is_refused_and_two_are_read():
    with pytest.raises(InputError, match="One list alone says nothing"):
        read_captures(pd.DataFrame({"police": [1], "people": [40]}))
    two = pd.DataFrame({"police": [1, 0], "council": [0, 1], "people": [40, 30]})
    assert read_captures(two).lists == ("police", "council")


def test_ten_lists_are_read_and_eleven_are_refused():
    def alone(lists):
        return pd.DataFrame(np.eye(lists, dtype=int), columns=[f"L{at}" for at in range(lists)]).assign(
            people=range(1, lists + 1)
        )

    assert read_captures(alone(LISTS_AT_MOST)).seen == 55
    with pytest.raises(InputError, match="11 lists, and at most 10"):
        read_captures(alone(LISTS_AT_MOST + 1))


def test_a_combination_given_twice_is_refused(captures):
    with pytest.raises(InputError, match="row 8: a combination of lists appears a second time"):
        read_captures(captures([*ROWS, (1, 1, 0, 3)]))


def test_two_lists_of_one_name_are_refused(captures):
    with pytest.raises(InputError, match='two columns are called "police"'):
        read_captures(captures(ROWS, lists=["police", "police", "charity"]))


def test_an_empty_table_is_refused(captures):
    with pytest.raises(InputError, match="no rows"):
        read_captures(captures([]))


def a_row_for_each_person(captures):
    counts = captures(ROWS)
    return counts.loc[counts.index.repeat(counts["people"])].reset_index(drop=True)


def test_a_file_of_persons_with_a_count_of_one_each_is_refused(captures):
    with pytest.raises(InputError, match="file of persons"):
        read_captures(a_row_for_each_person(captures).assign(people=1))


def test_a_file_of_persons_without_a_count_is_refused(captures):
    with pytest.raises(InputError, match="file of persons, or has no count"):
        read_captures(a_row_for_each_person(captures).drop(columns="people"))


def test_counts_of_one_are_no_persons_while_no_combination_comes_again(captures):
    assert read_captures(captures(ROWS).assign(people=1)).seen == 7


@pytest.mark.parametrize(
    "heading",
    ["Name", "surname", "DateOfBirth", "date_of_birth", "DOB", "Post code", "victim id", "caseRef",
     "NHS number", "Nationality", "e-mail"],
)  # fmt: skip
def test_a_heading_about_one_person_is_refused_wherever_it_stands(captures, heading):
    persons = a_row_for_each_person(captures)
    with pytest.raises(InputError, match=f'"{heading}" sounds like something about one person'):
        read_captures(persons.assign(people=1).assign(**{heading: "PLANTED"}))
    persons.insert(0, heading, range(9_000, 9_000 + len(persons)))
    with pytest.raises(InputError, match=f'"{heading}" sounds like something about one person'):
        read_captures(persons)


@pytest.mark.parametrize("name", ["NHS", "Age UK", "Birth Companions", "Victim support", "NGO", "Midlands"])
def test_names_of_real_kinds_of_list_are_not_taken_for_persons(captures, name):
    assert read_captures(captures(ROWS, lists=[name, "council", "charity"])).lists[0] == name


def test_no_message_repeats_what_a_cell_holds(captures):
    planted = "PLANTED7319"
    tables = [
        captures([*without((1, 1, 1)), (1, planted, 1, 7)]),
        captures([*without((1, 1, 1)), (1, 1, 1, planted)]),
        captures([*without((1, 1, 1)), (1, 1, 7319, 7)]),
        captures([*without((1, 1, 1)), (1, 1, 1, 7319.5)]),
        captures([*ROWS, (1, 1, 1, 7319)]),
        captures([*ROWS, (0, 0, 0, 7319)]),
        captures(ROWS).set_index(pd.Index([planted] * 7)).assign(people=-7319),
        a_row_for_each_person(captures).assign(people=planted),
    ]
    for table in tables:
        with pytest.raises(InputError) as refused:
            read_captures(table)
        assert "7319" not in str(refused.value)


def test_lists_made_one_hold_whoever_is_on_either(captures):
    given = read_captures(captures(ROWS))
    joined = given.joined(0, 1)
    assert joined.lists == ("charity", "police+council") and joined.seen == given.seen
    # charity alone; police, council or both alone; charity with either or both.
    assert joined.counts.tolist() == [60, 140, 47]
