"""Without its file a table has no rows, and the columns that are declared."""

from functools import partial

import pytest

from analysis import tables
from analysis.extracts import fields
from analysis.release import people
from analysis.tables import census, places
from analysis.tables.crime import partnerships, recorded, results, street, survey
from analysis.tables.declaration import columns
from analysis.tables.languages import decision
from analysis.tables.office.log_table import declaration
from analysis.tables.people import authorities, by_district, duty_to_notify, national, own, referrals
from tests.tables.office_rows import GOOD

LOOKUP, RURAL = "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv", "ruc21_lsoa21.csv"
WARDS, TEAMS = "LSOA21_WD24_LAD24_EW_LU.csv", "sampleshire-neighbourhood-teams.csv"
DEPRIVATION = "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv"
RESIDENTS, STREET = "census2021-ts001-lsoa.csv", "2026-03-*-street.csv"

crime, by_msoa = tables.crime, partial(tables.crime.street_crime, by="msoa21")
OF_SEVERAL_FILES = {  # those that need more than one
    tables.census.rurality: census.Rurality,
    tables.places.area_names: places.AreaNames,
    tables.places.deprivation: places.Deprivation,
    crime.street_crime: street.StreetCrime,
    by_msoa: street.StreetCrimeByPlace,
}
TABLES = OF_SEVERAL_FILES | {
    crime.recorded_crime: recorded.RecordedCrime,
    crime.other_bodies: recorded.OtherBodies,
    crime.force_comparison: recorded.ForceComparison,
    crime.force_area_revisions: recorded.ForceAreaRevisions,
    crime.outcomes: results.Outcomes,
    partial(crime.outcomes, by="force"): results.OutcomesByForce,
    crime.crime_by_partnership: partnerships.CrimeByPartnership,
    crime.survey_prevalence: survey.SurveyPrevalence,
    crime.survey_rates: survey.SurveyRates,
    decision.language_proficiency_cross: decision.LanguageProficiencyCross,
    tables.people.homelessness: authorities.Homelessness,
    tables.people.children_in_need: authorities.ChildrenInNeed,
    tables.people.change_of_conditions: national.ChangeOfConditions,
    tables.people.support_definitions: own.SupportDefinitions,
    people.asylum_support: by_district.AsylumSupport,
    people.resettlement: by_district.Resettlement,
    people.homes_for_ukraine: by_district.HomesForUkraine,
    people.referrals: referrals.Referrals,
    partial(people.referrals, of="every force"): referrals.Referrals,
    people.referrals_by_quarter: referrals.ReferralsByQuarter,
    referrals.by_nationality: referrals.ReferralsByNationality,
    people.duty_to_notify: duty_to_notify.DutyToNotify,
    people.duty_to_notify_by_quarter: duty_to_notify.DutyToNotifyByQuarter,
    duty_to_notify.by_nationality: duty_to_notify.DutyToNotifyByNationality,
    **{getattr(people, kind): own.declaration(kind) for kind in fields.kinds()},
    **{
        getattr(people if name in people.__all__ else tables.office, name): declaration(name) for name in GOOD
    },
    tables.office.pathway_responsibility: declaration("pathway_responsibility"),
}


@pytest.mark.parametrize("load", TABLES)
def test_without_any_file_a_table_has_its_columns_and_no_rows(county, office_folder, load):
    county()
    found = load("sampleshire")
    assert not len(found) and list(found.columns) == columns(TABLES[load])


@pytest.mark.parametrize(
    ("load", "held"),
    [
        *((tables.census.rurality, [RURAL, *more]) for more in ([], [LOOKUP], [RESIDENTS])),
        (tables.census.rurality, [LOOKUP, RESIDENTS]),
        (tables.places.area_names, [WARDS, TEAMS]),
        *((tables.places.deprivation, [file]) for file in (DEPRIVATION, LOOKUP)),
        *((load, [file]) for load in (crime.street_crime, by_msoa) for file in (STREET, LOOKUP)),
        (tables.crime.survey_prevalence, ["indicator_16-1-4.csv"]),
        (tables.crime.survey_rates, ["indicator_16-1-4.csv"]),
    ],
)
def test_without_one_of_its_files_it_has_none_either(county, load, held):
    county(*held)
    found = load("sampleshire")
    assert not len(found) and list(found.columns) == columns(TABLES[load])


def test_without_a_file_no_quarter_is_known(county):
    county()
    assert referrals.quarters("sampleshire") == duty_to_notify.quarters("sampleshire") == ()
    assert not len(duty_to_notify.counts("sampleshire"))
    for card in (by_district.SUPPORT, by_district.RESETTLED, by_district.UKRAINE):
        assert by_district.quarters("sampleshire", card) == ()
