"""The census tables' own headings, in the publisher's order and spelling, trailing blanks included.

data/reference/census_categories.csv lists the categories; every count that appears under them is invented.
"""

from analysis.sources import nomis
from analysis.sources.workbooks import tidy

# The subtotal has the same name without the blank.
OTHER_UK_COMBINATION = "Any other combination of only UK identities "


def _children(parent, names):
    """Return the leaves under a parent as paths."""
    return [f"{parent}: {name}" for name in names.split("|")]


# Of two tables the county has some leaves: a smaller place needs no more.
_DETAILED_ETHNIC = [
    *_children(
        "Asian, Asian British or Asian Welsh",
        "Afghan|Bangladeshi, British Bangladeshi|Chinese|Filipino|Indian or British Indian|Sri Lankan"
        "|Nepali (includes Gurkha) |Other Asian, Asian unspecified|Pakistani or British Pakistani|Vietnamese",
    ),
    *_children(
        "Black, Black British, Black Welsh of African background",
        "African unspecified|Eritrean|Ghanaian|Nigerian|Somali|Zimbabwean",
    ),
    *_children(
        "Black, Black British, Black Welsh or Caribbean background",
        "Caribbean|Other Black, Black unspecified",
    ),
    *_children(
        "Mixed or Multiple ethnic groups",
        "Other Mixed|White and Asian (unspecified)|White and Black African|White and Black Caribbean",
    ),
    *_children(
        "White",
        "Albanian|Bulgarian|English, Welsh, Scottish, Northern Irish or British|Gypsy or Irish Traveller"
        "|Hungarian|Irish|Lithuanian|Other White, White unspecified|Polish|Portuguese|Roma|Romanian"
        "|Ukrainian",
    ),
    *_children("Other ethnic group", "Arab|Iranian|Kurdish|Turkish|Any other ethnic group"),
]
_DETAILED_IDENTITIES = [
    *_children(
        "UK identity",
        "British only identity|English only identity|English and British only identity| Welsh only identity"
        "|Welsh and British only identity|Scottish only identity| Scottish and British only identity"
        "|Northern Irish only identity|Northern Irish and British only identity|Cornish only identity"
        "|Cornish and British only identity|Any other combination of UK identities (UK only)"
        "|Other identity and at least one UK identity ",
    ),
    *_children(
        "Other identity only",
        "Irish only identity|Irish and at least one UK identity|American and Caribbean: South American"
        "|American and Caribbean: North American: US Citizen|American and Caribbean: Caribbean: Jamaican"
        "|American and Caribbean: Caribbean: Other Caribbean|Other"
        "|Antarctican and Oceanian: Australasian: Australian",
    ),
    *_children(
        "Other identity only: European",
        "EU countries: French|EU countries: German|EU countries: Italian|EU countries: Portuguese"
        "|EU countries:  Lithuanian|EU countries:  Polish|EU countries: Romanian"
        "|EU countries: Other member countries|Non-EU countries: Turkish|Non-EU countries: Other European",
    ),
    *_children(
        "Other identity only: African",
        "North African|Central and Western African: Nigerian|South and Eastern African: Somali"
        "|Central and Western African: Other Central and Western African"
        "|South and Eastern African: Other South and Eastern African",
    ),
    *_children(
        "Other identity only: Middle Eastern and Asian",
        "Middle Eastern: Kurdish|Middle Eastern: Iranian|Middle Eastern: Other Middle Eastern"
        "|Eastern Asian: Chinese|Eastern Asian: Other Eastern Asian|Southern Asian: Afghan"
        "|Southern Asian: Bangladeshi|Southern Asian: Indian|Southern Asian: Pakistani"
        "|Southern Asian: Sri Lankan|Southern Asian: Other Southern Asian|South-East Asian: Filipino"
        "|South-East Asian: Other South-East Asian",
    ),
]
# What is not written as the list has it: those leaves alone, and one with a blank at its end.
_WRITTEN = {"ts004": ["British Overseas "], "ts022": _DETAILED_ETHNIC, "ts028": _DETAILED_IDENTITIES}
_SOME_ALONE = ("ts022", "ts028")
# Dialect A quotes every heading and ends it with the measure; B quotes only what holds a comma. Both are the
# publisher's.
_DIALECT_A = ("ts001", "ts004", "ts005", "ts007", "ts015", "ts018")


def columns(table):
    """Return {heading after the variable: leaves that add up to it} in the publisher's order.

    The total is not among them. A parent stands before its children, also before one alone.
    """
    written = {tidy(leaf): leaf for leaf in _WRITTEN.get(table, [])}
    names = list(nomis.vocabulary(table.upper()))
    if table in _SOME_ALONE:
        names = [name for name in names if any(f"{leaf}: ".startswith(f"{name}: ") for leaf in written)]
    names = [written.get(name, name) for name in names]
    parts = nomis.subtotals(_total(table)[0], names)
    return {name: tuple(parts.get(name, [name])) for name in names}


def _total(table):
    """Return the variable of a table, and what its total is called after it."""
    return nomis.TOTALS[table.upper()].split(": ", 1)


def _leaves(table):
    return [heading for heading, under in columns(table).items() if under == (heading,)]


# table: (variable, what the total is called, dialect, leaves)
TABLES = {
    table: (*_total(table), "A" if table in _DIALECT_A else "B", _leaves(table))
    for table in map(str.lower, nomis.TOTALS)
}
