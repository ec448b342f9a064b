"""Thresholds and presets: every one known, and none that is not."""

import copy

import pytest

from analysis.errors import InputError
from analysis.measures.languages.decisions.presets import rules, safe_harbour


def test_the_default_preset_decides_unless_another_is_named(policy):
    assert rules(policy).chosen == "two_routes"
    assert rules(policy, "risk_first").preset.rule == "risk_first"
    unknown = r'No preset "safe_harbor"\. Nearest: "safe_harbour"\. Known: two_routes'
    with pytest.raises(InputError, match=unknown):
        rules(policy, "safe_harbor")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one["thresholds"].pop("speakers"), 'the threshold "speakers" is missing'),
        (lambda one: one["thresholds"].update(speaker={"value": 1}), 'unknown threshold "speaker". Nearest'),
        (lambda one: one["presets"]["safe_harbour"].pop("people"), 'the number "people" is missing'),
        (
            lambda one: one["presets"]["observatory"].update(rule="observatry"),
            'no rule "observatry". Nearest',
        ),
        (lambda one: one["presets"]["risk_first"].update(people=5), 'unknown number "people"'),
    ],
)
def test_a_policy_that_lacks_or_adds_something_is_refused(policy, change, said):
    changed = copy.deepcopy(policy)
    change(changed)
    with pytest.raises(InputError, match=said):
        rules(changed)


@pytest.mark.parametrize(
    ("people", "residents", "expected"),
    [
        (999, 60_000, (False, False, False)),
        (1_000, 60_000, (True, False, True)),
        (50, 1_000, (True, False, True)),
        (49, 980, (True, True, False)),
        (0, 0, (False, False, False)),
    ],
)
def test_both_sides_of_the_safe_harbour(people, residents, expected):
    assert safe_harbour(people, residents) == expected
