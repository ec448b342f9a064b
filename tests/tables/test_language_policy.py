"""The thresholds for languages: each beside its reason, and apart from disclosure control."""

import pytest

from analysis import settings
from analysis.disclosure import policy as disclosure
from analysis.errors import InputError
from analysis.tables.languages.policy import language_policy as load


def test_every_number_stands_beside_its_reason():
    found = load()
    assert all(len(entry["reason"]) > 20 and entry["unit"] for entry in found["thresholds"].values())
    assert all(entry["origin"] and entry["reason"] for entry in found["presets"].values())
    assert set(found["presets"]) == {
        "two_routes", "safe_harbour", "critical_language", "two_factor", "observatory", "risk_first",
    }  # fmt: skip
    assert found["default_preset"] == "two_routes" and "two tests" in found["why_default"]


def test_the_smallest_count_that_may_be_told_is_that_of_the_sensitive_policy():
    assert load()["sensitive_least"] == disclosure.read()["modern_slavery"].hide_below == 10


def changed(tmp_path, old, new):
    text = settings.data("policy.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "policy.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_a_table_of_another_name_is_still_no_policy_of_disclosure_control(tmp_path):
    with pytest.raises(InputError, match=r"policy\.toml"):
        disclosure.read(changed(tmp_path, "[languages]\n", "[langauges]\n"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'default_preset = "two_routes"',
            'default_preset = "two_route"',
            'Nearest: "two_routes"',
        ),
        ('default_preset = "two_routes"\n', "", 'the field "default_preset" is missing'),
        ("value = 1000", "value = -1", "found -1, expected a number above 0"),
        ("value = 1000", 'value = "1000"', "expected a number, without quotation marks"),
        ("value = 1000\n", "", '\\[languages.thresholds.speakers\\]: the field "value" is missing'),
        ("[languages.thresholds.speakers]", "[languages.threshold.speakers]", 'unknown field "threshold"'),
        ("people = 1000", "people = 0", "expected a number above 0"),
        ('origin = "This project"\n', "", '"origin" is missing'),
        ("hide_below = 10       # hides 1 to 9", "hide_below = 12", None),
    ],
)
def test_what_is_wrong_is_named(tmp_path, old, new, said):
    path = changed(tmp_path, old, new)
    if said is None:
        assert load(path=path)["sensitive_least"] == 12
        return
    with pytest.raises(InputError, match=said):
        load(path=path)
