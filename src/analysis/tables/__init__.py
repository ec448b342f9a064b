"""What we trust: one table a module, declared, loaded and checked at both ends."""

from analysis.tables.age import load as age
from analysis.tables.arrival import load as arrival
from analysis.tables.birthplace import load as birthplace
from analysis.tables.deprivation import load as deprivation
from analysis.tables.ethnic_group import load as ethnic_group
from analysis.tables.force_comparison import load as force_comparison
from analysis.tables.household_language import load as household_language
from analysis.tables.language import load as language
from analysis.tables.passports import load as passports
from analysis.tables.places import boundaries, names
from analysis.tables.proficiency import load as proficiency
from analysis.tables.recorded_crime import load as recorded_crime
from analysis.tables.recorded_crime import other_bodies
from analysis.tables.religion import load as religion
from analysis.tables.residents import load as residents
from analysis.tables.rurality import load as rurality
from analysis.tables.street_crime import by_msoa as street_crime_by_msoa
from analysis.tables.street_crime import load as street_crime
from analysis.tables.victims import load as victims

__all__ = [
    "age",
    "arrival",
    "birthplace",
    "boundaries",
    "deprivation",
    "ethnic_group",
    "force_comparison",
    "household_language",
    "language",
    "names",
    "other_bodies",
    "passports",
    "proficiency",
    "recorded_crime",
    "religion",
    "residents",
    "rurality",
    "street_crime",
    "street_crime_by_msoa",
    "victims",
]
