"""What the language decision is made from: evidence, sources, thresholds, and what differs in Wales."""

import importlib
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

import sampleshire
from analysis import areas, measures, settings, tables
from analysis.errors import InputError
from analysis.measures.languages.small_areas import backtest
from analysis.release import counted_risk, handover, policies, statements
from analysis.sources import backtests, inventory
from analysis.sources.custom_tables import DOES_NOT_APPLY
from analysis.tables.languages.decision import RISK
from analysis.tables.languages.policy import language_policy
from analysis.tables.people.referrals import by_nationality
from sampleshire.census_exports import BLOCKED
from sampleshire.census_exports import BY_PROFICIENCY as FILE
from tests.tables.edits import drop, replace


@pytest.fixture
def released(sampleshire_folder, released_file, reads, monkeypatch):
    """Make Sampleshire's files what is read, and what was released of them what chapters are given."""
    reads(sampleshire_folder)
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(released_file))


def test_no_count_of_referrals_is_handed_over_and_what_is_kept_back_is_said(released, monkeypatch):
    """Fourteen nationalities with counts of one to seven once came out of a build by printing them."""
    evidence = tables.languages.evidence("sampleshire")
    with pytest.raises(InputError, match="Counts of people are released before chapters run"):
        by_nationality("sampleshire")
    monkeypatch.delenv(settings.SOLVED_VARIABLE)
    of_people = pd.DataFrame(by_nationality("sampleshire")).groupby("nationality")["referrals"].sum()
    small = set(of_people.index[of_people.between(1, 7)])
    assert len(small) > 5
    for name, held in evidence.items():
        if isinstance(held, pd.DataFrame):
            assert not {"referrals", "reports", "quarter"} & set(held.columns), name
    items = evidence["risk_items"]
    assert not items.select_dtypes("number").columns.size
    official = items[items["recorded_in"] == "official counts"]
    assert set(official["about"]) == {"here", "everywhere"}
    assert not small & set(official.loc[official["about"] == "here", "nationality"])
    assert evidence["kept_back"]
    assert [text.rsplit(" ", 3)[0] for text in evidence["counted"]] == [
        "referrals by the force",
        "referrals by all police",
        "Duty to Notify reports",
    ]


def test_without_a_release_it_says_what_to_run(everywhere, tmp_path, monkeypatch):
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(tmp_path / "nothing.json"))
    with pytest.raises(InputError, match="Run: vna release --area sampleshire"):
        tables.languages.evidence("sampleshire")


def test_a_chapter_that_has_the_evidence_has_not_looked_into_the_counts(released, monkeypatch):
    def counted(*args):
        raise AssertionError("a count by nationality was read")

    for name in ("referrals", "duty_to_notify"):
        module = importlib.import_module(f"analysis.tables.people.{name}")
        monkeypatch.setattr(module, "_rows_by_quarter", counted)
    assert len(tables.languages.evidence("sampleshire")["risk_items"])
    assert tables.languages.sources("sampleshire", "risk") == ["nrm_referrals", "duty_to_notify"]


def test_without_files_of_counts_nothing_is_kept_back_and_they_are_named(county):
    county("ruc21_lsoa21.csv")
    found = counted_risk.load("sampleshire", 10)
    assert (len(found["items"]), found["periods"], found["of_the_force"]) == (0, [], False)
    assert set(found["absent"].values()) == {"the folder holds no file of them"}


# What it rests on


def test_what_is_held_and_what_always_counts_is_named_and_nothing_else(county):
    folder = county("census2021-ts024*", "census2021-ts029*", "census2021-ts004*")
    always = ["census_ts024", "census_ts029"]
    assert tables.languages.sources(settings.SAMPLESHIRE) == [*always, "census_ts004"]
    for path in folder.glob("census2021-ts004*"):
        path.unlink()
    inventory.forget()
    assert tables.languages.sources(settings.SAMPLESHIRE) == always
    # What small areas are estimated from is named as it usually is, and nothing is read.
    named = tables.languages.sources(settings.SAMPLESHIRE, "small areas")
    assert {"census_ts004", "census_ts021", "census_ts030"} <= set(named)
    # Wards and teams need no outlines: what is said of them is no gap where the folder has none.
    assert "boundaries_msoa21" not in named
    neighbourhoods = tables.languages.sources(settings.SAMPLESHIRE, "neighbourhoods")
    assert set(neighbourhoods) == {*named, "boundaries_msoa21"}
    assert tables.languages.small_areas(settings.SAMPLESHIRE) is None


def test_sensitive_counts_are_named_where_enough_quarters_were_held(
    everywhere, released_file, county, tmp_path, monkeypatch
):
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(released_file))
    assert tables.languages.sources(settings.SAMPLESHIRE, "risk") == ["nrm_referrals", "duty_to_notify"]
    county("census2021-ts024*")
    monkeypatch.delenv(settings.SOLVED_VARIABLE)
    without = {RISK: statements.one(RISK, settings.SAMPLESHIRE)}
    path = tmp_path / "tabulations.json"
    handover.put(path, {"area": "sampleshire", "tabulations": {}, "statements": without})
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(path))
    assert tables.languages.sources(settings.SAMPLESHIRE, "risk") == []


# The thresholds


def test_every_number_has_its_reason_and_the_smallest_count_its_policy(tmp_path):
    found = language_policy()
    assert all(len(entry["reason"]) > 20 and entry["unit"] for entry in found["thresholds"].values())
    assert all(entry["origin"] and entry["reason"] for entry in found["presets"].values())
    assert set(found["presets"]) == {
        "two_routes", "safe_harbour", "critical_language", "two_factor", "observatory", "risk_first",
        "section_203",
    }  # fmt: skip
    assert found["default_preset"] == "two_routes" and "two tests" in found["why_default"]
    assert language_policy()["sensitive_least"] == policies.read()["modern_slavery"].hide_below == 10
    path = changed(tmp_path, "hide_below = 10       # hides 1 to 9", "hide_below = 12")
    assert language_policy(path=path)["sensitive_least"] == 12


def changed(tmp_path, old, new):
    path = Path(shutil.copy(settings.data("policy.toml"), tmp_path))
    replace(path, old, new, 1)
    return path


def test_a_table_of_another_name_is_still_no_policy_of_disclosure_control(tmp_path):
    with pytest.raises(InputError, match=r"policy\.toml"):
        policies.read(changed(tmp_path, "[languages]\n", "[langauges]\n"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('preset = "two_routes"', 'preset = "two_route"', 'Nearest: "two_routes"'),
        ('default_preset = "two_routes"\n', "", 'the field "default_preset" is missing'),
        ("value = 1000", "value = -1", "found -1, expected a number above 0"),
        ("value = 1000", 'value = "1000"', "expected a number, without quotation marks"),
        ("[languages.thresholds.speakers]", "[languages.threshold.speakers]", 'unknown field "threshold"'),
        ("people = 1000", "people = 0", "expected a number above 0"),
        ("value = 25", "value = -1", "expected 0 or more"),
        ("value = 25", "value = 101", "expected 100 or less"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, old, new, said):
    with pytest.raises(InputError, match=said):
        language_policy(path=changed(tmp_path, old, new))


# Languages by proficiency


def test_open_districts_have_22_groups_truly_counted_and_blocked_ones_no_row(county):
    county(FILE)
    found = tables.languages.decision.language_proficiency_cross("sampleshire")
    assert set(found["grouping"]) == {"group_23"} and found["group"].nunique() == 22
    assert not set(BLOCKED) & set(found["area_code"])
    assert found["area_code"].nunique() == 65 - len(BLOCKED)
    assert (found["people_not_proficient"] <= found["people"]).all()
    truth = sampleshire.truth()["ts029_ltla"]
    worse = truth[[name for name in truth.columns if ": Cannot speak English" in name]].sum(axis=1)
    by_district = found.groupby("area_code")["people_not_proficient"].sum()
    assert (by_district - worse[by_district.index]).abs().max() <= 44  # two cells a group, each moved by two


def test_a_folder_tells_a_renamed_export_and_refuses_a_district_in_two(county):
    folder = county(FILE)
    (folder / FILE).rename(folder / "download.csv")
    found = inventory.scan(folder)
    assert [item.card_id for item in found.files] == ["census_language_by_proficiency"]
    shutil.copy(folder / "download.csv", folder / "custom-dataset-again.csv")
    with pytest.raises(InputError, match="appears in two exports of one combination"):
        tables.languages.decision.language_proficiency_cross("sampleshire")


def in_11_categories(path, rows, codes):
    replace(path, "(23 categories)", "(11 categories)")


def with_proficiency_joined(path, rows, codes):
    level = next(name for name in rows.columns if "proficiency" in name.lower() and name.endswith("Code"))
    rows[rows[level] != "5"].to_csv(path, index=False)
    replace(path, "(6 categories)", "(5 categories)")


def of_other_people(path, rows, codes):
    for column in rows.columns[2:4]:  # the code and its label
        known = [one for one in rows[column].unique() if one not in (DOES_NOT_APPLY, "Does not apply")]
        rows[column] = rows[column].replace(dict(zip(known, known[::-1], strict=True)))
    rows.to_csv(path, index=False)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (in_11_categories, "is a category of neither the 26, the 23 nor the detailed languages;"),
        (with_proficiency_joined, "no category of proficiency has the code 5"),
        (of_other_people, "are in another group of languages there"),
    ],
)
def test_an_export_of_other_categories_is_set_aside_and_the_decision_says_so(county, change, says):
    path = county("census2021-*.csv", FILE, "LAD24_CSP24_PFA24_EW_LU.csv") / FILE
    assert len(tables.languages.decision.language_proficiency_cross("sampleshire"))
    rows = pd.read_csv(path, dtype=str)
    change(path, rows, rows.columns[2])
    evidence = tables.languages.evidence("sampleshire", counted=statements.one(RISK, "sampleshire"))
    assert says in evidence["absent"][f"what {FILE} says"]
    assert evidence["cross"] is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",6,Spanish,", ",6,Klingon,", 'the code 6 is "Klingon" there, and "Spanish" for the publisher'),
        ("French", "Frnech", '"Frnech" there'),
        ("(EU)", "(elsewhere)", ""),  # another spelling
        (",6,Spanish,", ",6,Other European languages (EU): Spanish,", ""),
        ("not English (English or Welsh in Wales)", "not English (or Welsh if in Wales)", ""),
        (
            "5,Main language is not English (English or Welsh in Wales): Cannot speak English,",
            "5,Main language is not English (English or Welsh in Wales): Can speak English well.,",
            'and "Cannot speak English" for the publisher',
        ),
    ],
)
def test_an_export_in_which_a_known_code_has_another_label_is_set_aside(county, old, new, said):
    folder = county("census2021-*.csv", FILE, "LAD24_CSP24_PFA24_EW_LU.csv")
    replace(folder / FILE, old, new)
    assert tables.languages.decision.language_proficiency_cross("sampleshire").empty == bool(said)
    why = tables.languages.evidence("sampleshire", counted=statements.one(RISK, "sampleshire"))["absent"]
    assert re.search(said, why.get(f"what {FILE} says", ""))
    held = tables.languages.sources("sampleshire", "need")
    assert (tables.languages.decision.CARD in held) != bool(said)


def test_labels_that_changed_places_are_seen(county):
    folder = county("census2021-*.csv", FILE, "LAD24_CSP24_PFA24_EW_LU.csv")
    rows = pd.read_csv(folder / FILE, dtype=str)
    words = {"Spanish": "French", "French": "Spanish"}
    rows.replace(words).to_csv(folder / FILE, index=False)
    evidence = tables.languages.evidence("sampleshire", counted=statements.one(RISK, "sampleshire"))
    assert "2 such codes. Export it again" in evidence["absent"][f"what {FILE} says"]


def test_a_broken_export_is_set_aside_and_the_decision_says_why_in_one_piece(county):
    folder = county("census2021-*.csv", FILE, "LAD24_CSP24_PFA24_EW_LU.csv")
    rows = pd.read_csv(folder / FILE, dtype=str)
    rows.loc[10, "Observation"] = "about twelve"
    rows.to_csv(folder / FILE, index=False)
    evidence = tables.languages.evidence("sampleshire", counted=statements.one(RISK, "sampleshire"))
    assert evidence["absent"][f"what {FILE} says"].startswith('column "Observation", row 12: found "about')
    decision = measures.languages.decide_languages(measures.languages.Evidence(**evidence))
    gaps = measures.languages.missing_evidence(decision.missing(), decision.table())["missing"]
    assert gaps[gaps.str.contains(FILE)].str.endswith("1 in all)").all()


def test_a_district_without_proficiency_is_decided_about_all_the_same(county):
    folder = county("census2021-*.csv", "LAD24_CSP24_PFA24_EW_LU.csv")
    drop(folder / "census2021-ts029-ltla.csv", "E07000903")
    evidence = tables.languages.evidence("sampleshire", counted=statements.one(RISK, "sampleshire"))
    names = dict(zip(evidence["languages"]["area_code"], evidence["languages"]["area_name"], strict=True))
    said = f"how many people in {names['E07000903']} cannot speak English well"
    assert evidence["absent"][said] == tables.languages.decision.NO_TOTAL
    decision = measures.languages.decide_languages(measures.languages.Evidence(**evidence)).table()
    assert decision["people_not_proficient"].sum() > 0
    assert decision["missing_evidence"].str.contains(said).all()
    # Nothing else takes the rest of the county for all of it.
    with pytest.raises(InputError, match="area E07000903 is missing"):
        tables.census.proficiency("sampleshire")


# England and Wales


WELSH = ("dyfed-powys", "gwent", "north-wales", "south-wales")


def test_the_four_welsh_forces_are_in_wales_and_every_other_area_is_in_england():
    for area in areas.all_areas() + areas.all_areas(invented=True):
        row, welsh = tables.places.country(area.slug).loc[0], area.slug in WELSH
        assert row["country"] == ("Wales" if welsh else "England"), area.slug
        assert row["main_language"] == ("English or Welsh" if welsh else "English"), area.slug
        assert row[["both_official", "other_index"]].notna().all() == welsh


@pytest.mark.real
def test_the_decision_in_wales_says_that_the_index_is_englands(warwickshire):
    absent = tables.languages.evidence("gwent", counted=statements.one(RISK, "gwent"))["absent"]
    assert absent["which small areas are deprived"] == (
        "the index that is read covers England alone, and the Welsh Index of Multiple Deprivation is not read"
    )
    assert "deprivation_2025" not in tables.languages.sources("gwent")
    counted = statements.one(RISK, "warwickshire")
    absent = tables.languages.evidence("warwickshire", counted=counted)["absent"]
    assert "which small areas are deprived" not in absent
    assert "deprivation_2025" in tables.languages.sources("warwickshire")


# The stored back-test


@pytest.mark.parametrize("area", ["warwickshire", "sampleshire"])
def test_the_stored_result_is_read_and_nothing_is_run(area, monkeypatch, tmp_path, sampleshire_folder):
    # Any folder of the right kind will do: what is read is stored in the project.
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    monkeypatch.setenv("VNA_INPUTS", str(tmp_path if area == "warwickshire" else sampleshire_folder))
    monkeypatch.setattr(backtest, "backtest", lambda **given: pytest.fail("a build does not run the test"))
    rows = tables.languages.language_backtest(area)
    assert rows["made_on"].nunique() == 1
    assert {"districts, ten random folds"} <= set(rows["test"])
    assert ("small areas, learnt from all districts" in set(rows["test"])) == (area == "sampleshire")
    _, inputs = backtests.stored(area == "sampleshire")
    assert inputs["sha256"].str.fullmatch("[0-9a-f]{64}").all()
