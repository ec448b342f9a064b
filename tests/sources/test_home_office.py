"""Referrals and Duty to Notify as the Home Office lays them out: nested totals, and every row explained."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.sources import home_office
from analysis.sources.files import SourceFile

HEADER = (
    "First responder type,First responder,Exploitation type,Age at exploitation,Gender,Nationality,People"
)
ADULT, CHILD = "Adult (18 or over)", "Child (17 or under)"


def block(responder, exploitation, age, gender, albanian, uk):
    """Return the rows of one block: a row a nationality, and their total."""
    labels = ["Police", responder, exploitation, age, gender]
    counts = {"Albanian": albanian, "UK": uk, "Total": albanian + uk}
    return "".join(
        ",".join(f'"{part}"' for part in [*labels, name]) + f",{count}\n" for name, count in counts.items()
    )


FORCE = "".join(
    block("Sampleshire Police", *labels)
    for labels in (
        ("Total", "Total", "Total", 2, 3),
        ("Criminal", "Total", "Total", 0, 3),
        ("Criminal", CHILD, "Total", 0, 3),
        ("Criminal", CHILD, "Female", 0, 1),
        ("Criminal", CHILD, "Male", 0, 2),
        ("Sexual, Labour & Domestic", "Total", "Total", 2, 0),
        ("Sexual, Labour & Domestic", ADULT, "Total", 2, 0),
        ("Sexual, Labour & Domestic", ADULT, "Female", 2, 0),
    )
)
BODY = "".join(
    block("British Transport Police", *labels, 1, 0)
    for labels in (
        ("Total", "Total", "Total"),
        ("Labour", "Total", "Total"),
        ("Labour", ADULT, "Total"),
        ("Labour", ADULT, "Male"),
    )
)
ALL = block("Police total", "Total", "Total", "Total", 3, 3)
WHOLE = f"{HEADER}\n{BODY}{ALL}{FORCE}"
PART = f"{HEADER}\n{FORCE}"

NOTIFY = "Nationality,Total\nAlbanian,5\nEritrean Ethiopian,2\nEthiopian Eritrean,1\nGreek,0\nTotal,8\n"
NOTIFY_COURSE = "Year,Quarter,Total\n2015,Total,65\n2015,Q4,65\n2016,Total,30\n2016,Q1,10\n2016,Q2,20\n"
COURSE = "Year,Quarter,Age at exploitation,Location of exploitation,NRM referrals\n" + "".join(
    f"{year},{quarter},{age},{place},{count}\n"
    for year, quarter in ((2023, "Q4"), (2024, "Q1"))
    for age in (ADULT, CHILD, "Age not specified or unknown")
    for place, count in zip((*home_office.LOCATIONS, "Total"), (1, 2, 0, 4, 7), strict=True)
)


# Referrals by first responder


def test_the_finest_rows_alone_are_counted_and_a_part_is_told_from_the_whole(given):
    found = home_office.nrm_referrals(given(WHOLE))
    assert list(found.frame.itertuples(index=False, name=None)) == [
        ("British Transport Police", "", "Labour", ADULT, "Male", "Albanian", 1),
        ("Sampleshire Police", "E23000901", "Criminal", CHILD, "Female", "UK", 1),
        ("Sampleshire Police", "E23000901", "Criminal", CHILD, "Male", "UK", 2),
        ("Sampleshire Police", "E23000901", "Sexual, Labour & Domestic", ADULT, "Female", "Albanian", 2),
    ]
    assert found.explained == {"counted": 4, "zero": 4, "totals of other rows": 31}
    assert found.rows == WHOLE.count("\n") - 1
    part = home_office.nrm_referrals(given(PART))
    assert (found.whole, part.whole) == (True, False)
    assert found.forces == part.forces == ("E23000901",)
    assert home_office.of_all_police(given(WHOLE)) and not home_office.of_all_police(given(PART))


def test_a_kind_of_exploitation_that_is_twice_there_or_not_known_names_none():
    for label in ("Labour & Labour", "Labour & Piracy", ""):
        assert home_office.exploitation_types(label) == ()
    assert home_office.is_exploitation("Sexual, Labour & Domestic")
    assert not home_office.is_exploitation("Domestic and Labour, Sexual")


LAST_ROW = f'"{CHILD}","Male","UK",2'
LABOUR = f'"Labour","{ADULT}","Male","UK",0'
NOT_ADDED = "has rows that do not add to its total"
TOTAL_ROW = '"Police","Sampleshire Police","Total","Total","Total","Total",5\n'


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (TOTAL_ROW, TOTAL_ROW.replace(",5", ",6"), NOT_ADDED),
        (TOTAL_ROW, "", "has no row for its total"),
        (TOTAL_ROW, TOTAL_ROW * 2, "appears in row 19 too; 1 in all"),
        (LAST_ROW, LAST_ROW.replace(",2", ",3"), f"Sampleshire Police, Criminal, {CHILD}, UK: {NOT_ADDED}"),
        (LAST_ROW, LAST_ROW.replace(",2", ",c"), 'found "c", expected a whole number, 0 or'),
        (LAST_ROW, LAST_ROW.replace("Male", "Man"), 'column "Gender", row 30: found "Man"'),
        (LAST_ROW, LAST_ROW.replace(CHILD, "Child (under 17)"), f'(nearest: "{CHILD}")'),
        (LABOUR, LABOUR.replace("Labour", "Labor"), 'column "Exploitation type", row 12: found "Labor"'),
        (LABOUR, LABOUR.replace("Labour", "Total"), "expected Total only where age and gender are"),
        ('"British Transport Police"', '""', 'column "First responder", row 2: found ""'),
        ('"Male","Albanian",1', '"Male","",1', 'column "Nationality"'),
        ("British Transport Police", "Sampleshire Constabulary", "are one force area, E23000901"),
        ('"Police","Sampleshire', '"Charity","Sampleshire', 'column "First responder type", row 17'),
        (",Gender,", ",Sex,", 'heading "Gender" is missing.'),
        ("\n", ",Place\n", 'heading "Place" is new'),  # it may split the count
    ],
)
def test_a_table_that_is_not_as_published_is_refused_with_the_place(refusal, old, new, says):
    message = refusal(home_office.nrm_referrals, WHOLE, old, new)
    assert message.startswith("table.csv") and says in message


@pytest.mark.parametrize(
    "row",
    [pytest.param(n, marks=[] if n % 6 == 1 else pytest.mark.slow) for n in range(1, WHOLE.count("\n"))],
)
def test_no_row_can_be_lost_or_changed_unseen(given, refusal, row):
    lines = WHOLE.splitlines(True)
    without = "".join(lines[:row] + lines[row + 1 :])
    label, count = lines[row].rsplit(",", 1)
    changed = "".join([*lines[:row], f"{label},{int(count) + 1}\n", *lines[row + 1 :]])
    assert refusal(home_office.nrm_referrals, changed)
    try:
        found = home_office.nrm_referrals(given(without))
    except InputError:
        return
    # A zero of the finest level may go where others are left: what is not there is zero.
    assert count.strip() == "0" and "Total" not in label
    assert found.frame.equals(home_office.nrm_referrals(given(WHOLE)).frame)


# Referrals by quarter


def test_the_course_keeps_zeros_and_calls_age_groups_by_one_name(given):
    found = home_office.nrm_referrals_by_quarter(given(COURSE))
    assert found.explained == {"counted": 24, "totals of other rows": 6}
    assert set(found.frame["age_group"]) == set(home_office.AGE_GROUPS)
    assert list(found.frame["quarter"].unique()) == ["2023-Q4", "2024-Q1"]
    assert (found.frame["referrals"] == 0).sum() == 6


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (f"2024,Q1,{ADULT},UK,2", f"2024,Q1,{ADULT},UK,3", f"row 21: 2024-Q1, {ADULT}: {NOT_ADDED}"),
        ("2024,Q1,", "2023,Q1,", "2023-Q1 appears after 2023-Q4"),
        ("2024,Q1,", "24,Q1,", "expected a year such as 2023"),
        ("2024,Q1,", "2024,Quarter 1,", 'column "Quarter", row 17'),
        (",UK and Overseas,", ",Abroad,", 'column "Location of exploitation", row 4'),
        (f"2023,Q4,{CHILD},Total,7\n", "", "has no row for its total"),
        (f"2023,Q4,{CHILD},UK,2\n", f"2023,Q4,{CHILD},UK,2\n" * 2, "appears in row 8 too"),
        (f"2023,Q4,{CHILD},UK and Overseas,0\n", "", "2023-Q4 has 11 rows where another quarter has 12"),
        ("NRM referrals", "Referrals", 'heading "NRM referrals" is missing. Nearest: "Referrals".'),
    ],
)
def test_a_course_that_is_not_as_published_is_refused(refusal, old, new, says):
    assert says in refusal(home_office.nrm_referrals_by_quarter, COURSE, old, new)


# Duty to Notify


def test_reports_by_nationality_leave_out_zeros_and_join_both_orders(given):
    found = home_office.duty_to_notify(given(NOTIFY))
    assert found.frame.values.tolist() == [["Albanian", 5], ["Eritrean Ethiopian", 3]]
    assert found.explained == {"counted": 3, "zero": 1, "totals of other rows": 1}


def test_reports_by_quarter_leave_out_the_totals_of_years(given):
    found = home_office.duty_to_notify_by_quarter(given(NOTIFY_COURSE))
    assert found.frame.values.tolist() == [["2015-Q4", 65], ["2016-Q1", 10], ["2016-Q2", 20]]
    assert found.explained == {"counted": 3, "totals of other rows": 2}


@pytest.mark.parametrize(
    ("text", "old", "new", "says"),
    [
        (NOTIFY, "Albanian,5", "Albanian,6", "has rows that do not add to its total"),
        (NOTIFY, "Total,8\n", "", "has no row for its total"),
        (NOTIFY, "Total,8\n", "Total,8\nTotal,8\n", "row 7: Total appears in row 6 too"),
        (NOTIFY, "Albanian,5\n", "Albanian,5\nAlbanian,5\n", "row 3: Albanian appears in row 2 too"),
        (NOTIFY, "Albanian,5", "Albanian,-5", "a whole number, 0 or more"),
        (NOTIFY, "Nationality,", "Nation,", 'heading "Nationality" is missing. Nearest: "Nation".'),
        (NOTIFY_COURSE, "2016,Q2,20", "2016,Q2,21", "2016: has rows that do not add to its total"),
        (NOTIFY_COURSE, "2016,Total,30\n", "", "2016: has no row for its total"),
        (NOTIFY_COURSE, "2016,Q1,10\n", "", "2016-Q2 appears after 2015-Q4"),
        (NOTIFY_COURSE, "2016,Q2,", "2016,Q1,", "row 6: 2016, Q1 appears in row 5 too"),
        (NOTIFY_COURSE, "2016,Q2,", "2016,Q5,", 'column "Quarter", row 6: found "Q5"'),
    ],
)
def test_reports_that_are_not_as_published_are_refused(refusal, text, old, new, says):
    whole = text == NOTIFY_COURSE
    read = home_office.duty_to_notify_by_quarter if whole else home_office.duty_to_notify
    assert says in refusal(read, text, old, new)


# The real files


@pytest.mark.real
def test_all_police_made_970_referrals_in_the_third_quarter_of_2023(real):
    found = home_office.nrm_referrals(SourceFile(real("home-office/nrm_referrals_police_2023_q3.csv")))
    assert found.frame["referrals"].sum() == 970
    assert found.rows == 94_000 and found.whole
    assert len(found.forces) == 43 and found.frame["first_responder"].nunique() == 48
    force = found.frame[found.frame["police_force_area_code"] == "E23000017"]
    assert force["referrals"].sum() == 10


@pytest.mark.real
@pytest.mark.parametrize(
    ("quarter", "referrals", "rows"), [("2022_q2", 4, 801), ("2023_q1", 13, 1_410), ("2023_q3", 10, 1_034)]
)
def test_warwickshire_police_made_as_many_referrals_as_published(real, quarter, referrals, rows):
    name = f"home-office/nrm_referrals_police_{quarter}-warwickshire-subset.csv"
    found = home_office.nrm_referrals(SourceFile(real(name)))
    assert found.frame["referrals"].sum() == referrals
    assert found.rows == rows and not found.whole and found.forces == ("E23000017",)


@pytest.mark.real
def test_the_real_courses_and_reports_are_as_published(real):
    course = home_office.nrm_referrals_by_quarter(
        SourceFile(real("home-office/nrm_referrals_longitudinal.csv"))
    )
    assert course.frame.loc[course.frame["quarter"].str[:4] == "2023", "referrals"].sum() == 17_004
    assert course.rows == 885
    file = SourceFile(real("home-office/nrm_duty_to_notify_longitudinal.csv"))
    reports = home_office.duty_to_notify_by_quarter(file).frame.set_index("quarter")["reports"]
    assert reports.index[0] == "2015-Q4" and len(reports) == 33
    assert reports["2022-Q1":"2022-Q4"].sum() == 4_580
    for quarter, total in {"2022_q2": 1_125, "2023_q4": 1_044}.items():
        file = SourceFile(real(f"home-office/nrm_duty_to_notify_{quarter}.csv"))
        assert home_office.duty_to_notify(file).frame["reports"].sum() == total


@pytest.mark.real
@pytest.mark.parametrize("seed", range(2))
def test_a_cell_of_the_real_table_that_was_changed_is_seen(real, refusal, seed):
    source = real("home-office/nrm_referrals_police_2023_q1-warwickshire-subset.csv").read_text()
    lines = source.splitlines(True)
    row = int(pd.Series(range(1, len(lines))).sample(1, random_state=seed).iloc[0])
    label, count = lines[row].rsplit(",", 1)
    lines[row] = f"{label},{int(count) + 2}\n"
    assert "do not add to its total" in refusal(home_office.nrm_referrals, "".join(lines))
