"""The office's logs as tables: what is out was read twice, tested and approved; no message has a value."""

import datetime

import pandas as pd
import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.extracts import logs
from analysis.tables.declaration import columns
from analysis.tables.office.log_table import declaration
from sampleshire import office_logs as sampleshire_log
from tests.tables.office_rows import DIRECTORY, GOOD, SECRET, WARD, loader, said


def test_a_good_row_is_declared_and_without_its_rows_a_table_has_none(office, office_folder):
    for name in DIRECTORY + tuple(GOOD):
        found = office(name)
        assert list(found.columns) == columns(declaration(name)) and len(found) == 1, name
        path = office_folder / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
        assert not len(loader(name)("sampleshire")), name


VALUES = ("£412000", "spring", "2090", "Something", "nearly", "everything", "Polihs", "Nowhere", "CV34")
TODAY = datetime.date.today()
TOMORROW = f"{TODAY + datetime.timedelta(days=1):%d/%m/%Y}"
REFUGE = {"refuge": "yes", "ward": "", "organisation": "Quietwater Trust", "service": "Rooms at night"}
NOBODY_SAID = {"shares_with_enforcement": "not known", "sharing_said_by": "", "sharing_said_on": ""}
NO_COST = dict.fromkeys(["cost", "cost_lower", "cost_upper", "cost_unit"], "")
AFAR = {"channel": "telephone; online"}
# Rows that a log may not have, the log, and what is said of it.
REFUSED = [
    ("piece_tests", [{}, {"finding": "tone or stigma", "change_made": "words changed"}],
     "row 3: a second row for the same piece"),
    ("piece_tests", [{"stage": "planned", "tested_on": ""}], "has a finding and no day of the test"),
    ("piece_tests", [{"finding": "no fault found; tone or stigma"}], 'finds a fault and "no fault found" at'),
    ("piece_tests", [{"change_made": "none needed; words changed"}], 'has a change and "none needed" at'),
    ("piece_tests", [{"review_by": "10/01/2026"}], "is to be reviewed before it was tested"),
    ("piece_tests", [{"translator": f"{SECRET}@example.org"}], "holds what looks like an e-mail address"),
    ("piece_tests", [{"second_reader": "07700 900123"}], "holds what looks like a telephone number"),
    ("piece_tests", [{"critical_friend": f"Ms {SECRET}"}], "holds what looks like a person's name"),
    ("campaigns", [{}, {"route": "Other line"}], "row 3: a second row for the same campaign"),
    ("campaigns", [{"ended_on": "06/07/2025"}], "row 2: ends before it starts"),
    ("campaigns", [{"comparison_area": "Larkmere"}], "is compared with a place where it ran itself"),
    ("campaigns", [{"comparison_area": "Whole area"}], "is compared with a place where it ran itself"),
    ("campaigns", [{"area": "Whole area"}], "ran in the whole area, and is compared with a part of it"),
    ("campaigns", [{"hoped_for_pct": "0"}], "cell I2: is not what the column hoped_for_pct needs"),
    ("campaigns", [{"area": "Ambletwold"}], "cell E2: is not what the column area needs"),
    ("contacts", [{"area": "Ambletwold"}], "cell C2"),
    ("outreach", [{}, {}], "row 3: a second row for the same month, neighbourhood team"),
    ("outreach", [{"setting": ""}], "has events, and setting or interpreter is blank"),
    ("outreach", [{}, {"language": "", "setting": "", "events": "0", "interpreter": ""}],
     "row 3: says that the team held no event in a month in which another row says that it did"),
    ("channels", [{"reach_pct": "100.1"}], "row 2: reaches more than all"),
    ("channels", [{}, {}], "row 3: a second row for the same channel and language"),
    ("channels", [{}, {"language": "Polish"}], "row 3: names a language, and another row has the"),
    ("channels", [{"material": ""}], "has a cost of a material and no material"),
    ("channels", [{"material_cost": ""}], "has a material without its cost"),
    ("channels", [{}, {"channel": "social media", "material_cost": "10"}], "has a material that another row"),
    ("channels", [{"cost": "-1"}], "is not what the column cost needs: an amount in pounds, 0 or more"),
    ("channels", [{"reach_pct": "0"}], "is not what the column reach_pct needs"),
    ("channels", [{"covers": "some areas"}], "one of: each area; everywhere"),
    ("provider_capacity", [{}, {"provider": "HARBOUR Support", "places": "5"}],
     "row 3: a second row for the same provider and quarter"),
    ("provider_capacity", [{"quarter": "2026-Q5"}], "cell B2: is not what the column quarter needs"),
    ("provider_capacity", [{"places": "12.5"}], "cell C2: is not what the column places needs"),
    ("provider_capacity", [{"said_by": f"Mrs {SECRET}"}], "cell D2: holds what looks like a person's name"),
    ("quotations", [{}, {"quotation": "Too late", "consented": ""}], "row 3: is not marked as consented."),
    ("quotations", [{}, {"quotation": "Too late", "checked_by": ""}], "row 3: is not marked as checked."),
    ("quotations", [{}, {"quotation": "Too late", "checked_on": ""}], "row 3: is not marked as checked"),
    ("quotations", [{}, {"said_by": "a professional"}], "row 3: a second row for the same quotation"),
    ("quotations", [{"said_by": "a sister"}], "column said_by needs: one of: a victim; a professional"),
    ("quotations", [{"checked_by": SECRET}], "column checked_by needs: one of: Head of victim services"),
    ("quotations", [{"quotation": ""}], "is blank, and the column quotation needs what one person said"),
    ("assurance", [{"commitment": "99"}], "adds none of that number. They are numbered 1"),
    ("assurance", [{"reached": "261"}], "reached and of do not fit"),
    ("assurance", [{"reached": ""}], "reached and of do not fit"),
    ("assurance", [{"reached": "0", "of": "0"}], "reached and of do not fit"),
    ("assurance", [{"next_day": "11/02/2026"}], "next_day is no later than day"),
    ("assurance", [{"verified_by": "TRAINING unit"}], "verified_by is the one that said it"),
    ("assurance", [{"kind": "speech"}], "one of: policy version; force order; briefing; meeting; review"),
    ("assurance", [{}, {"reached": "5"}], "row 3: a second row for the same commitment, kind, audience"),
    ("contracts", [{"ends_on": "31/03/2024"}], "ends before it begins"),
    ("contracts", [{"decide_by": "01/04/2027"}], "is to be decided after it has ended"),
    ("contracts", [{"pounds_a_year": "£412000"}], "an amount in pounds"),
    ("contracts", [{"ends_on": "spring"}], "a day as YYYY-MM-DD or DD/MM/YYYY"),
    ("contracts", [{}, {"said_by": "Another"}], "Keep the one that was"),
    ("commitment_progress", [{"commitment": "99"}], "Correct its number, or fill in says and recommendation"),
    ("commitment_progress", [{"recommendation": "9"}], "recommendation does not exist. They are numbered"),
    ("commitment_progress", [{"recommendation": "4"}], "Leave says and recommendation blank"),
    ("commitment_progress", [{"says": "Something"}], "Leave says and recommendation blank"),
    ("commitment_progress", [{"progress": "nearly"}], "one of: not started; under way; done; stopped"),
    ("commitment_progress", [{}, {"said_by": "Another"}], "row 3: a second row for the same "),
    ("reporting_routes", [{"sharing_said_by": ""}], "not who said so or on which day"),
    ("reporting_routes", [{"checked_on": "01/01/2090"}], "has a day in checked_on that has not come yet"),
    ("reporting_routes", [{}, {"checked_by": "Another"}], "row 3: a second row for the same "),
    ("decision_makers", [{"decides_on": "everything"}], "one of: contracts and services"),
    ("decision_makers", [{}, {"said_by": "Another"}], "row 3: a second row for the same "),
    ("services", [{}, {"service": "Other", "languages": "English; Polihs"}],
     "cell F3: is not what the column languages needs"),
    ("services", [{}, {"service": "Other", "languages": "English; Polihs"}], 'Nearest: "Polish"'),
    ("services", [{"verified_on": TOMORROW}], "row 2: has a day in verified_on that has not come yet"),
    ("services", [{"sharing_said_on": TOMORROW}], "row 2: has a day in sharing_said_on that has not"),
    ("services", [{"sharing_said_by": "", "sharing_said_on": ""}], "not who said so or on which day"),
    ("services", [{"sharing_said_on": ""}], "not who said so or on which day"),
    ("services", [NOBODY_SAID | {"sharing_said_on": "20/05/2026"}], "not who said so or on which day"),
    ("services", [{"shares_with_enforcement": "yes"}], "shares_with_enforcement needs: one of: never; only"),
    ("services", [{"districts": "Whole area; Larkmere"}], "at once"),
    ("services", [{"districts": "Larkmere; Elsewhere"}], "column districts needs"),
    ("services", [REFUGE | {"ward": WARD}], "row 2: is a refuge and has something in the column ward"),
    ("services", [AFAR], "sees nobody in person"),
    ("services", [{"ward": "14 Nowhere Lane"}], "holds what looks like an address"),
    ("services", [{"ward": "The Old House, Cobbering"}], "what looks like an address in the column ward"),
    ("services", [{"ward": "CV34 4RL"}], "holds what looks like a postcode"),
    ("services", [{"ward": SECRET}], "the ward is none of the area's"),
    ("services", [{"ward": "Ambletwolds"}], "`vna template neighbourhood_teams` lists those there are."),
    ("referral_network", [{"to_organisation": "harbour support"}], "passes people on to itself"),
    ("referral_network", [{}, {"from_organisation": "HARBOUR Support"}],
     "row 3: a second row for the same from organisation"),
    ("options", [{"cost_unit": ""}], "row 2: has a cost without a unit"),
    ("options", [{"cost_upper": ""}], "has a cost without a range"),
    ("options", [{"cost": ""}], "or a range without a cost"),
    ("options", [{"cost": "83999.99"}], "does not lie between cost_lower and cost_upper"),
    ("options", [{"cost": "115000.01"}], "does not lie between cost_lower and cost_upper"),
    ("options", [{"people_lower": "25"}], "reaches fewer at most than at least"),
    ("options", [{"effect_lower_pct": ""}], "has an effect without a range"),
    ("options", [{"effect_source": ""}], "has an effect that nobody measured"),
    ("options", [{"effect_pct": "47.9"}], "does not lie between effect_lower_pct"),
    ("options", [{"cost": "£96000"}], "is not what the column cost needs"),
    ("options", [{"effect_source": "3 women"}], "the column effect_source is printed"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "says"), REFUSED)
def test_a_row_that_a_log_may_not_have_is_refused_without_its_words(office, name, changes, says):
    message = said(office, name, *changes)
    assert says in message and not [word for word in VALUES if word in message]


OWN = {"commitment": "40", "says": "Cards in six languages", "recommendation": "4"}
ON_ITS_FIRST_DAY = {"ended_on": "07/07/2025", "comparison_area": ""}
EVERYWHERE = {"area": "Whole area", "comparison_area": ""}
NO_OUTREACH = {"month": "2026-03", "setting": "", "events": "0", "interpreter": ""}
ONE_COST_A_LANGUAGE = [
    {"language": "Polish"},
    {"language": "Pashto", "cost": "900", "material_cost": "700"},
    {"channel": "social media", "language": "Polish"},
]
UNCOUNTED = [{"reached": "260"}, {"reached": "0"}, {"of": ""}, {"reached": "", "of": ""}]
UNCOUNTED += [{"next_day": "12/02/2026"}, {"verified_by": ""}]
QUOTED = (
    "Nobody told me what had become of the case. I had stopped hoping.",
    "I'd have rung sooner; I didn't know that I could",
    "When did they ring? They never did! I gave up.",
    "x" * 300,
)
# Rows that a log may have, and what one column then holds.
KEPT = [
    ("piece_tests", [{"finding": "tone or stigma", "change_made": "words changed"}], "stage", ["published"]),
    ("piece_tests", [{}, {"tested_on": "11/01/2026"}], "language", ["Polish", "Polish"]),
    ("piece_tests", [{}, {"channel": "radio"}, {"language": "Dari"}], "area", ["Larkmere"] * 3),
    ("campaigns", [ON_ITS_FIRST_DAY], "ended_on", [pd.Timestamp("2025-07-07")]),
    ("campaigns", [EVERYWHERE], "area", [logs.WHOLE_AREA]),
    ("outreach", [{}, NO_OUTREACH], "events", [2, 0]),  # a true zero
    ("channels", ONE_COST_A_LANGUAGE, "cost", [1600.5, 900, 1600.5]),
    *(("channels", [{"reach_pct": share}], "reach_pct", [float(share)]) for share in ("100", "0.5")),
    *(("provider_capacity", [{"quarter": text}], "quarter", ["2026-Q1"])
      for text in ("2026-Q1", "Q1 2026", "q1 2026")),
    ("provider_capacity", [{"places": "0"}], "places", [0]),
    ("provider_capacity", [{}, {"quarter": "2026-Q2"}, {"provider": "Lantern Service"}], "places", [980] * 3),
    *(("quotations", [{"quotation": text}], "quotation", [text]) for text in QUOTED),
    ("assurance", [{}, {"day": "12/02/2026"}, {"audience": "Control room"}, {"kind": "meeting"}],
     "commitment", [1] * 4),
    *(("assurance", [change], "commitment", [1]) for change in UNCOUNTED),
    ("commitment_progress", [{}, OWN], "commitment", [2, 40]),
    ("services", [{"verified_on": f"{TODAY:%d/%m/%Y}"}], "verified_on", [pd.Timestamp(TODAY)]),
    ("services", [{"districts": "whole area"}], "districts", ["Whole area"]),
    ("services", [NOBODY_SAID], "sharing_said_on", [None]),
    *(("services", [change], "ward", [None]) for change in (REFUGE, AFAR | {"ward": ""})),
    ("options", [NO_COST], "cost", [None]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "column", "values"), KEPT)
def test_a_row_that_a_log_may_have_is_kept(office, name, changes, column, values):
    found = office(name, *changes)[column]
    assert found.astype("object").where(found.notna(), None).tolist() == values


# The test log: what may be out


UNFIT = {
    "no translator": ({"translator": ""}, "nobody is named as its translator"),
    "one reader": ({"second_reader": ""}, "it was read by one alone"),
    "the translator read it again": ({"second_reader": "WORDWELL translators"}, "it was read by one alone"),
    "no day of test": ({"tested_on": "", "finding": ""}, "it was not tested"),
    "a fault uncorrected": ({"finding": "tone or stigma"}, "a fault was found and nothing was changed"),
    "not approved": ({"approved": "no"}, "it was not approved"),
    "no review": ({"review_by": ""}, "it has no day of review"),
}


@pytest.mark.parametrize(("change", "says"), UNFIT.values(), ids=UNFIT)
def test_material_that_is_not_fit_cannot_be_published(office, change, says):
    message = said(office, "piece_tests", {}, {"area": "Quarrowby"} | change)
    assert message.startswith("piece_tests.csv, row 3: is marked as published, and ") and says in message
    assert message.endswith("until then set stage back.")


def test_the_same_material_may_wait(office):
    changes = [change for change, _ in UNFIT.values()]
    waiting = [
        change | {"stage": stage, "piece": f"Piece {stage} {at}"}
        for stage in ("planned", "translated", "in test", "withdrawn")
        for at, change in enumerate(changes, start=1)
    ]
    assert len(office("piece_tests", *waiting)) == 4 * len(changes)


def test_contacts_are_of_no_language():
    assert not {"language", "nationality"} & set(columns(declaration("contacts")))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x" * 301, "it is longer than 300 letters"),
        ("I waited 3 months for a call", "it holds a digit: say it in words, or take it out"),
        (f"Only Mrs {SECRET} rang me back", "it holds what looks like a person's name"),
        (f"Only {SECRET} rang me back", "a capital letter inside a sentence may begin a name"),
        ("Nobody in Larkmere speaks my language", "a capital letter inside a sentence may begin a name"),
        (
            "They asked whether I have leave to remain",
            "it holds what looks like a person's immigration status",
        ),
        ("Write to me at me@notaperson.invalid", "it holds what looks like an e-mail address"),
    ],
)
def test_words_that_could_point_at_somebody_are_refused(office, text, says):
    message = said(office, "quotations", {"quotation": text})
    assert message.startswith("quotations.csv, cell A2: the column quotation is printed, and ")
    assert says in message


# An edition as of a quarter


@pytest.mark.parametrize(
    ("name", "last", "after"),
    [
        ("contacts", {"month": "2026-03"}, {"month": "2026-04"}),
        ("outreach", {"month": "03/2026"}, {"month": "04/2026"}),
        ("piece_tests", {"tested_on": "31/03/2026"}, {"tested_on": "01/04/2026"}),
        ("provider_capacity", {"said_on": "31/03/2026"}, {"said_on": "01/04/2026", "quarter": "2026-Q2"}),
        ("quotations", {"checked_on": "31/03/2026"}, {"checked_on": "01/04/2026", "quotation": "Too late"}),
    ],
)
def test_an_edition_knows_nothing_that_is_later_than_its_quarter(office, monkeypatch, name, last, after):
    assert len(office(name, last, after)) == 2
    monkeypatch.setenv(settings.AS_OF_VARIABLE, "2026-Q1")
    assert len(office(name, last, after)) == 1


def test_a_piece_that_is_not_tested_yet_is_known_in_every_edition(office, monkeypatch):
    monkeypatch.setenv(settings.AS_OF_VARIABLE, "2024-Q1")
    assert len(office("piece_tests", {"stage": "planned", "tested_on": "", "finding": ""})) == 1


# Assurance


def test_an_area_of_which_no_commitment_is_known_can_have_no_row(office, in_reference):
    text = settings.data("reference", "commitments.toml").read_text(encoding="utf-8")
    in_reference("commitments.toml", text.replace('area = "sampleshire"', 'area = "warwickshire"'))
    with pytest.raises(InputError, match="None of this area is listed there"):
        office("assurance")


def test_sampleshires_log_leaves_one_commitment_that_only_it_could_show(county, office_folder):
    county()
    sampleshire_log.write(office_folder)
    found = tables.office.assurance("sampleshire")
    assert len(found) == len(sampleshire_log.ASSURANCE) and found["verified_by"].notna().sum() == 2
    made = tables.registers.commitments("sampleshire").query("evidence == 'assurance'")
    assert set(made["number"]) - set(found["commitment"]) == {9}


def test_what_was_done_about_a_commitment_of_the_offices_own_is_let_in(office):
    office("commitment_progress", OWN)
    assert list(office("assurance", {"commitment": "40"})["commitment"]) == [40]


def test_what_the_office_says_of_a_route_counts_before_the_list_and_adds_others(office):
    office("reporting_routes", {}, {"route": "LANTERN line", "languages": "Urdu"})
    found = tables.people.safe_reporting_routes("sampleshire")
    assert found["route"].str.casefold().is_unique and set(found["reach"]) == {"local"}
    told = found.set_index("route")
    assert told.loc["LANTERN line", "languages"] == "Urdu"
    assert told.loc["Quayside drop-in", "hours"] == "by appointment"
    assert told.loc["Council counters", ["languages", "hours"]].isna().all()
