"""People on asylum support, resettled and arrived from Ukraine, by district: all of them, and none in two."""

import dataclasses
import re

import pandas as pd
import pytest

import sampleshire
from analysis import areas
from analysis.errors import InputError
from analysis.release import people
from analysis.tables.declaration import columns
from analysis.tables.people import by_district
from analysis.tables.people.by_district import RESETTLED, SUPPORT, UKRAINE
from sampleshire import immigration_workbooks

FILES = {
    SUPPORT: "asylum_support_local_authority_Asy_D11.csv",
    RESETTLED: "resettlement_local_authority_Res_D01.csv",
    UKRAINE: "ukraine-*.ods",
}
KEYS = {
    SUPPORT: ["quarter", "area_code", "support_type", "accommodation_type"],
    RESETTLED: ["quarter", "area_code", "scheme"],
    UKRAINE: ["date", "area_code"],
}
MODELS = {
    SUPPORT: by_district.AsylumSupport,
    RESETTLED: by_district.Resettlement,
    UKRAINE: by_district.HomesForUkraine,
}


def loaded(card, area="sampleshire"):
    return pd.DataFrame(getattr(people, card)(area))


def truth(card):
    found = sampleshire.truth()[card]
    if card == SUPPORT:
        spelt = {"Subsistence Only": "Subsistence only", "": "not given"}
        found = found.assign(accommodation_type=found["accommodation_type"].replace(spelt))
    return found


@pytest.mark.parametrize("card", FILES)
def test_every_district_has_everybody_who_is_truly_counted_under_its_name(county, card, monkeypatch):
    """Rows of four districts of Copplesey stand under the code of one of them, on one date."""
    county(FILES[card])
    more, count = by_district.COUNTED[card]
    true = truth(card).groupby(KEYS[card])[count].sum()
    for force in ("sampleshire", "copplesey") if card != UKRAINE else ("sampleshire",):
        found = loaded(card, force)
        assert list(found.columns) == columns(MODELS[card])
        assert set(found["area_name"]) == set(areas.area(force).district_names)
        assert (found["date"].dt.to_period("Q").astype("str") == found["quarter"].str.replace("-", "")).all()
        mine = true[true.index.get_level_values("area_code").isin(set(found["area_code"]))]
        mine = mine[mine.index.get_level_values(0).isin(set(found[KEYS[card][0]]))]
        assert found.set_index(KEYS[card])[count].astype(int).sort_index().to_dict() == mine.to_dict()
    found = pd.DataFrame(by_district.counts("sampleshire", card))
    assert list(found.columns) == ["quarter", "district", *more, count]
    assert (found.drop(columns=count).dtypes == "str").all()
    assert found[count].dtype == "int64" and found[count].min() >= 1
    # Quarters after the latest are not read.
    assert by_district.quarters("sampleshire", card)[-1] == "2026-Q2"
    monkeypatch.setenv("VNA_AS_OF", "2025-Q4")
    assert by_district.quarters("sampleshire", card)[-1] == "2025-Q4"
    assert loaded(card)["quarter"].max() <= "2025-Q4"


def test_who_is_in_no_authority_is_in_no_district(county):
    county(FILES[SUPPORT], FILES[RESETTLED])
    support = loaded(SUPPORT)
    alone = support["accommodation_type"] == "Subsistence only"
    assert support.loc[alone, "quarter"].max() == "2023-Q3"
    held = sum(loaded(RESETTLED, area.slug)["people_resettled"].sum() for area in areas.all_areas(True))
    true = truth(RESETTLED)
    nowhere = true.loc[true["area_code"] == "", "people_resettled"].sum()
    assert nowhere > 0 and held == true["people_resettled"].sum() - nowhere


def test_a_row_twice_is_refused(county):
    path = county(FILES[SUPPORT]) / FILES[SUPPORT]
    lines = path.read_text(encoding="utf-8").splitlines(True)
    path.write_text("".join([*lines, lines[-2]]), encoding="utf-8")
    said = f"{path.name}, row {len(lines) + 1}: .* appears in row {len(lines) - 1} too"
    with pytest.raises(InputError, match=said):
        people.asylum_support("sampleshire")


def test_the_week_before_counts_where_the_last_lacks_and_hidden_is_unknown(
    county,
):
    county(FILES[UKRAINE])
    found = loaded(UKRAINE).set_index("quarter")["date"]
    assert set(found.loc["2022-Q4"]) == {pd.Timestamp("2022-12-20")}
    hidden = immigration_workbooks.HIDDEN
    assert hidden in set(loaded(UKRAINE, "copplesey")["area_code"])
    true = truth(UKRAINE).query("area_code == @hidden and people_arrived == 0")
    nobody = {f"{day.year}-Q{day.quarter}" for day in true["date"]}
    known = by_district.quarters("copplesey", UKRAINE)
    assert set(known) == nobody
    assert set(by_district.counts("copplesey", UKRAINE)["quarter"]) == set(known)


@pytest.fixture
def week(county, monkeypatch):
    """Return a function that has the rows of the newest week changed as they are read."""

    def change(work):
        county("ukraine-*2026-06-30.ods")
        whole = by_district.READERS[UKRAINE]

        def changed(file):
            return dataclasses.replace(whole(file), frame=work(whole(file).frame))

        monkeypatch.setitem(by_district.READERS, UKRAINE, changed)

    return change


@pytest.mark.parametrize(("day", "known"), [("2026-06-17", ("2026-Q2",)), ("2026-06-16", ())])
def test_a_quarter_whose_last_two_weeks_have_no_file_is_left_out(week, day, known):
    week(lambda rows: rows.assign(date=pd.Timestamp(day)))
    assert by_district.quarters("sampleshire", UKRAINE) == known


def test_a_district_without_a_row_is_not_available_and_its_county_has_no_total(week):
    week(lambda rows: rows[rows["area_code"] != "E07000903"])
    found = loaded(UKRAINE).set_index("area_code")
    assert found.loc["E07000903", "status"] == "not available"
    assert pd.isna(found.loc["E07000903", "people_arrived"])
    assert set(found.drop("E07000903")["status"]) <= {"shown", "suppressed"} and len(found) > 1
    assert by_district.quarters("sampleshire", UKRAINE) == ()


@pytest.fixture
def newest(county, monkeypatch):
    """Return a function that has rows of the newest quarter of a card changed as they are read."""

    def change(card, work):
        county(FILES[card])
        whole = by_district.READERS[card]

        def changed(file):
            frame = whole(file).frame
            last = frame["quarter"] == frame["quarter"].max()
            changed = pd.concat([frame[~last], work(frame[last])], ignore_index=True)
            return dataclasses.replace(whole(file), frame=changed)

        before = by_district.quarters("sampleshire", card)
        monkeypatch.setitem(by_district.READERS, card, changed)
        return before

    return change


def renamed(codes, new="E06000099", name="Avonvale"):
    """Return what puts people of districts under the code of one that no list has."""

    def work(rows):
        gone = rows["area_code"].isin(codes)
        return rows.assign(
            area_code=rows["area_code"].mask(gone, new), area_name=rows["area_name"].mask(gone, name)
        )

    return work


@pytest.mark.parametrize("card", [SUPPORT, RESETTLED])
def test_a_new_code_in_place_of_districts_is_no_zero_and_leaves_no_total(newest, card):
    before = newest(card, renamed(areas.area("sampleshire").districts))
    assert by_district.quarters("sampleshire", card) == before[:-1]
    assert before[-1] not in set(by_district.counts("sampleshire", card)["quarter"])


def test_a_new_authority_of_another_region_says_nothing_of_the_areas_districts(newest):
    def elsewhere(rows):
        gone = rows["area_code"].isin(["E07000901", "E07000902"])
        new = rows[gone].assign(area_code="E06000099", area_name="Avonvale", region="far away")
        return pd.concat([rows[~gone], new])

    before = newest(RESETTLED, elsewhere)
    assert by_district.quarters("sampleshire", RESETTLED) == before


def test_a_district_that_loses_everybody_in_one_quarter_is_not_available(newest):
    before = newest(SUPPORT, lambda rows: rows[rows["area_code"] != "E07000901"])
    assert by_district.quarters("sampleshire", SUPPORT) == before[:-1]


@pytest.mark.real
def test_avonvale_in_place_of_two_districts_gives_no_total_of_545(real, tmp_path, reads):
    path = real("home-office/asylum_support_local_authority_Asy_D11.csv")
    text = path.read_text(encoding="utf-8")
    lines = [
        line.replace("E07000221", "E06000099").replace("E07000222", "E06000099")
        .replace("Stratford-on-Avon", "Avonvale").replace("Warwick,", "Avonvale,")
        .replace('"Warwick"', '"Avonvale"')
        if line.lstrip('"').startswith("2024") and re.search("E0700022[12]", line) else line
        for line in text.splitlines(True)
    ]  # fmt: skip
    (tmp_path / path.name).write_text("".join(lines), encoding="utf-8")
    reads(tmp_path)
    assert by_district.quarters("warwickshire", SUPPORT)[-1] == "2023-Q4"
    counts = by_district.counts("warwickshire", SUPPORT)
    assert not counts["quarter"].str.startswith("2024").any()


@pytest.mark.real
def test_the_golden_facts_of_real_warwickshire(real, reads):
    reads(real("home-office"))
    found = loaded(SUPPORT, "warwickshire")
    newest = found[found["date"] == pd.Timestamp("2024-09-30")]
    assert (len(found), len(newest)) == (147, 13)
    assert newest.groupby("area_name")["people_supported"].sum().tolist() == [26, 98, 421, 91, 79]
    hotels = newest["accommodation_type"] == "Contingency Accommodation - Hotel"
    assert newest.loc[hotels, "people_supported"].sum() == 527
    resettled = loaded(RESETTLED, "warwickshire").groupby("area_name")["people_resettled"].sum()
    assert resettled.tolist() == [2, 19, 37, 58, 33]
