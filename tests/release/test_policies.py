"""The policy file: what it may say, what is refused, and what it lists as published."""

import pytest

from analysis.errors import InputError
from analysis.release import policies

PRESET = """
[presets.five]
hide_below = 5
show_zeros = true
protection_width = 1
floor = "district"
pooled_years = 0
rounding = 1
criterion = "informed"
"""


@pytest.fixture
def written(tmp_path):
    """Return a function that reads a policy file with a text."""

    def read(text, presets=PRESET):
        path = tmp_path / "policy.toml"
        path.write_text(text + presets, encoding="utf-8")
        return policies.read(path)

    return read


def test_the_projects_own_defaults_are_those_of_the_issue():
    held = policies.read()
    assert (held["victims"].hide_below, held["victims"].pooled_years) == (5, 0)
    sensitive = (
        "modern_slavery",
        "immigration_status",
        "refugee_victims",
        "domestic_abuse_by_characteristic",
    )
    for name in sensitive:
        assert (held[name].hide_below, held[name].floor, held[name].pooled_years) == (10, "force", 3)
    assert all(one.criterion == "informed" and one.show_zeros for one in held.values())
    assert {one.decided_by for one in held.values()} == {policies.UNDECIDED}


def test_what_a_policy_says_itself_goes_before_its_preset(written):
    held = written(
        'decided_by = "PCC"\ndecided_on = 2026-03-31\n[victims]\npreset = "five"\nhide_below = 8\n'
    )
    assert held["victims"].hide_below == 8
    assert held["victims"].floor == "district"
    assert (held["victims"].decided_by, held["victims"].decided_on) == ("PCC", "2026-03-31")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("hide_below = 1", "2 or more"),
        ('hide_below = "5"', "without quotation marks"),
        ("hide_below = true", "whole number"),
        ('show_zeros = "yes"', "true or false"),
        ("protection_width = 0", "1 or more"),
        ('floor = "ward"', "'force', 'district' or 'msoa'"),
        ("pooled_years = 2", "0, 3"),
        ("rounding = 0", "1 or more"),
        ("rounding = 10", "less than twice hide_below"),
        ('criterion = "strict"', "'exact', 'interval' or 'informed'"),
        ("hide_bellow = 5", 'Nearest: "hide_below"'),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_name(written, line, told):
    with pytest.raises(InputError, match="victims") as fault:
        written(f'[victims]\npreset = "five"\n{line}\n')
    assert told in str(fault.value)
    assert "policy.toml" in str(fault.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no policy"),
        ("victims = 5\n", 'field "victims": found 5, expected a table of fields'),
        ('[victims]\npreset = "fife"\n', 'Nearest: "five"'),
        ("[victims]\nhide_below = 5\n", "is missing"),
        ('decided_on = "last week"\n[victims]\npreset = "five"\n', "decided_on"),
        ('decided_by = 3\n[victims]\npreset = "five"\n', "decided_by"),
    ],
)
def test_a_file_that_says_too_little_or_nonsense_is_refused(written, text, told):
    with pytest.raises(InputError) as fault:
        written(text)
    assert told in str(fault.value)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('nrm_referals = ["gender"]', 'expected a series that a publisher prints. Nearest: "nrm_referrals"'),
        ('victims = ["sex"]', "expected a series that a publisher prints"),
        ('nrm_referrals = ["gendr"]', 'expected a field of nrm_referrals. Nearest: "gender"'),
        ('nrm_referrals = "gender"', "expected a list"),
        ("nrm_referrals = []", "expected a list of at least 1"),
    ],
)
def test_a_list_that_cannot_be_is_refused_by_name(tmp_path, line, told):
    path = tmp_path / "policy.toml"
    path.write_text(f"[as_published]\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as fault:
        policies.listed_as_published(path)
    assert told in str(fault.value)
