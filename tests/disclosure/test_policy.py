"""The policy file: what it may say, what is refused, and what counts as looser."""

import pytest

from analysis.disclosure import policy as policies
from analysis.errors import InputError

from .small_releases import policy

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
    ("strict", "loose"),
    [
        ({"hide_below": 5}, {"hide_below": 4}),
        ({"show_zeros": False}, {"show_zeros": True}),
        ({"protection_width": 2}, {"protection_width": 1}),
        ({"floor": "force"}, {"floor": "district"}),
        ({"floor": "district"}, {"floor": "msoa"}),
        ({"pooled_years": 3}, {"pooled_years": 0}),
        ({"rounding": 5}, {"rounding": 1}),
        ({"criterion": "informed"}, {"criterion": "interval"}),
        ({"criterion": "interval"}, {"criterion": "exact"}),
    ],
)
def test_each_rule_can_be_looser_and_is_then_named(strict, loose):
    strict, loose = policy(**strict), policy(**loose)
    (said,) = policies.looser(loose, strict)
    assert said.split()[0] in policies.STRICTNESS
    assert policies.looser(strict, loose) == []
    assert policies.looser(strict, strict) == []


def test_the_strictest_of_several_takes_the_strictest_of_each_rule():
    one = policy(hide_below=10, floor="msoa", criterion="interval")
    other = policy(floor="force", rounding=5, show_zeros=False)
    both = policies.strictest([one, other])
    assert policies.looser(both, one) == [] and policies.looser(both, other) == []
    assert (both.hide_below, both.floor, both.rounding, both.show_zeros) == (10, "force", 5, False)


def test_what_an_edition_prints_of_its_policy_is_read_back():
    read, shown = policies.Policy.model_validate, policies.as_published()
    assert read(policy().model_dump()) == policy()
    assert read(shown.model_dump() | {"hide_below": 5}) == shown
    with pytest.raises(ValueError, match='unknown field "hide_above"'):
        read({**policy().model_dump(), "hide_above": 5})
    with pytest.raises(ValueError, match="hide_below"):
        read({**policy().model_dump(), "hide_below": "5"})
