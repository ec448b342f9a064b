# ruff: noqa: E501 -- the publisher's headings are as long as they are
"""The census tables' own headings, in the publisher's order and spelling, trailing blanks included.

These strings are the publisher's vocabulary; every count that appears under them is invented.
"""

LANGUAGE_GROUPS = [
    ("English (English or Welsh in Wales)", ""),
    ("Welsh or Cymraeg (in England only)", ""),
    (
        "Other UK language",
        "Gaelic (Irish)|Gaelic (Scottish)|Manx Gaelic|Gaelic (Not otherwise specified)|Cornish|Scots|Ulster Scots"
        "|Romany English|Irish Traveller Cant",
    ),
    ("French", ""),
    ("Portuguese", ""),
    ("Spanish", ""),
    (
        "Other European language (EU)",
        "Italian|German|Polish|Slovak|Czech|Romanian|Lithuanian|Latvian|Hungarian|Bulgarian|Greek|Dutch|Swedish"
        "|Danish|Finnish|Estonian|Slovenian|Maltese|Any other European language (EU)",
    ),
    (
        "Other European language (non EU)",
        "Albanian|Ukrainian|Any other Eastern European language (non EU)|Northern European language (non EU)",
    ),
    ("Other European language (EU and non-EU)", "Bosnian, Croatian, Serbian, and Montenegrin"),
    ("Other European language (non-national)", "Any Romani language|Yiddish"),
    ("Russian", ""),
    ("Turkish", ""),
    ("Arabic", ""),
    (
        "West or Central Asian language",
        "Hebrew|Kurdish|Persian or Farsi|Pashto|Any other West or Central Asian language",
    ),
    (
        "South Asian language",
        "Urdu|Hindi|Panjabi|Pakistani Pahari (with Mirpuri and Potwari)|Bengali (with Sylheti and Chatgaya)|Gujarati"
        "|Marathi|Telugu|Tamil|Malayalam|Sinhala|Nepalese|Any other South Asian language",
    ),
    (
        "East Asian language",
        "Mandarin Chinese|Cantonese Chinese|All other Chinese|Japanese|Korean|Vietnamese|Thai|Malay"
        "|Tagalog or Filipino|Any other East Asian language",
    ),
    ("Oceanic or Australian language", ""),
    ("North or South American language", ""),
    ("Caribbean Creole", "English-based Caribbean Creole|Any other Caribbean Creole"),
    (
        "African language",
        "Amharic|Tigrinya|Somali|Krio|Akan|Yoruba|Igbo|Swahili or Kiswahili|Luganda|Lingala|Shona|Afrikaans"
        "|Any other Nigerian language|Any other West African language|Any other African language",
    ),
    ("Sign language", "British Sign Language|Any other sign language|Any sign communication system"),
    ("Other language", ""),
]
_ASIAN = "Asian, Asian British or Asian Welsh"
_BLACK = "Black, Black British, Black Welsh, Caribbean or African"
_MIXED = "Mixed or Multiple ethnic groups"
_NOT_ENGLISH = "Main language is not English (English or Welsh in Wales)"
_SOME_ENGLISH = "English in England, or English or Welsh in Wales as a main language"
_AFRICAN_BACKGROUND = "Black, Black British, Black Welsh of African background"
_CARIBBEAN_BACKGROUND = "Black, Black British, Black Welsh or Caribbean background"
_UK_SUBTOTAL = "Any other combination of only UK identities"
# The last year of each band of ages that has a column of its own.
_BANDS_END = (4, 9, 15, 19, 24, 34, 49, 64, 74, 84, 100)


def _year(age):
    if age == 0:
        return "Aged under 1 year"
    return "Aged 100 years and over" if age == 100 else f"Aged {age} year{'s' if age > 1 else ''}"


def _children(parent, names):
    """Return the leaves under a parent as paths."""
    return [f"{parent}: {name}" for name in names.split("|")]


def _languages():
    leaves = []
    for group, names in LANGUAGE_GROUPS:
        leaves += _children(group, names) if names else [group]
    return leaves


def _ages():
    columns, first = [], 0
    for last in _BANDS_END:
        years = tuple(_year(age) for age in range(first, last + 1))
        band = f"Aged {first} to {last} years" if first else f"Aged {last} years and under"
        columns += [(f"Aged {first} years and over" if last == 100 else band, years), *years]
        first = last + 1
    return columns


_BORN = [
    "Europe: United Kingdom",
    "Europe: EU countries: European Union EU14",
    "Europe: EU countries: European Union EU8",
    "Europe: EU countries: European Union EU2",
    "Europe: EU countries: All other EU countries",
    "Europe: Non-EU countries: All other non-EU countries",
    "Africa",
    "Middle East and Asia",
    "The Americas and the Caribbean",
    "Antarctica and Oceania (including Australasia) and Other",
    "British Overseas ",
]
_EU = "Europe: Other Europe: EU Member countries"
_REST = "Europe: Other Europe: Rest of Europe"
_PASSPORTS = [
    "Europe: United Kingdom",
    "Europe: Ireland",
    *_children(_EU, "France|Germany|Italy|Portugal|Spain|Lithuania|Poland|Romania|Other EU countries"),
    *_children(_REST, "Turkey|Other Europe"),
    *_children("Africa", "North Africa|Central and Western Africa|South and Eastern Africa"),
    *_children("Middle East and Asia", "Middle East|Eastern Asia|Southern Asia|South-East Asia|Central Asia"),
    *_children("The Americas and the Caribbean", "North America and the Caribbean|Central and South America"),
    "Antarctica and Oceania, including Australasia",
    "British Overseas Territories",
    "No passport held",
]
ARRIVALS = [
    "Born in the UK", "Arrived before 1951", "Arrived 1951 to 1960", "Arrived 1961 to 1970", "Arrived 1971 to 1980",
    "Arrived 1981 to 1990", "Arrived 1991 to 2000", "Arrived 2001 to 2010", "Arrived 2011 to 2013",
    "Arrived 2014 to 2016", "Arrived 2017 to 2019", "Arrived 2020 to 2021",
]  # fmt: skip
ARRIVAL_AGES = [
    (0, 4), (5, 7), (8, 9), (10, 14), (15, 15), (16, 17), (18, 19), (20, 24), (25, 29), (30, 44), (45, 59),
    (60, 64), (65, 74), (75, 84), (85, 89), (90, 200),
]  # fmt: skip


def _arrival_age(first, last):
    if last == 200:
        return f"Aged {first} years and over"
    return f"Aged {first} years" if first == last else f"Aged {first} to {last} years"


_ETHNIC = [
    *_children(_ASIAN, "Bangladeshi|Chinese|Indian|Pakistani|Other Asian"),
    *_children(_BLACK, "African|Caribbean|Other Black"),
    *_children(
        _MIXED,
        "White and Asian|White and Black African|White and Black Caribbean|Other Mixed or Multiple ethnic groups",
    ),
    *_children(
        "White",
        "English, Welsh, Scottish, Northern Irish or British|Irish|Gypsy or Irish Traveller|Roma|Other White",
    ),
    *_children("Other ethnic group", "Arab|Any other ethnic group"),
]
_DETAILED_ETHNIC = [
    *_children(
        _ASIAN,
        "Afghan|Bangladeshi, British Bangladeshi|Chinese|Filipino|Indian or British Indian|Nepali (includes Gurkha) "
        "|Other Asian, Asian unspecified|Pakistani or British Pakistani|Sri Lankan|Vietnamese",
    ),
    *_children(_AFRICAN_BACKGROUND, "African unspecified|Eritrean|Ghanaian|Nigerian|Somali|Zimbabwean"),
    *_children(_CARIBBEAN_BACKGROUND, "Caribbean|Other Black, Black unspecified"),
    *_children(
        _MIXED, "Other Mixed|White and Asian (unspecified)|White and Black African|White and Black Caribbean"
    ),
    *_children(
        "White",
        "Albanian|Bulgarian|English, Welsh, Scottish, Northern Irish or British|Gypsy or Irish Traveller|Hungarian"
        "|Irish|Lithuanian|Other White, White unspecified|Polish|Portuguese|Roma|Romanian|Ukrainian",
    ),
    *_children("Other ethnic group", "Arab|Iranian|Kurdish|Turkish|Any other ethnic group"),
]
_UK_IDENTITIES = [
    "British only identity", "English only identity", "English and British only identity", "Welsh only identity",
    "Welsh and British only identity",
]  # fmt: skip
OTHER_UK_COMBINATION = _UK_SUBTOTAL + " "  # the subtotal has the same name without the blank
_OTHER_UK = [
    "Scottish only identity", "Scottish and British only identity", "Northern Irish only identity",
    "Northern Irish and British only identity", "Cornish only identity", "Cornish and British only identity",
    OTHER_UK_COMBINATION,
]  # fmt: skip
_DETAILED_UK = [
    "British only identity", "English only identity", "English and British only identity", " Welsh only identity",
    "Welsh and British only identity", "Scottish only identity", " Scottish and British only identity",
    "Northern Irish only identity", "Northern Irish and British only identity", "Cornish only identity",
    "Cornish and British only identity", "Any other combination of UK identities (UK only)",
    "Other identity and at least one UK identity ",
]  # fmt: skip
_IDENTITY_EU = "Other identity only: European: EU countries"
_IDENTITY_ASIA = "Other identity only: Middle Eastern and Asian"
_IDENTITY_AFRICA = "Other identity only: African"
_DETAILED_IDENTITIES = [
    *[f"UK identity: {name}" for name in _DETAILED_UK],
    "Other identity only: Irish only identity",
    "Other identity only: Irish and at least one UK identity",
    *_children(
        _IDENTITY_EU, "French|German|Italian|Portuguese| Lithuanian| Polish|Romanian|Other member countries"
    ),
    "Other identity only: European: Non-EU countries: Turkish",
    "Other identity only: European: Non-EU countries: Other European",
    f"{_IDENTITY_AFRICA}: North African",
    *_children(
        f"{_IDENTITY_AFRICA}: Central and Western African", "Nigerian|Other Central and Western African"
    ),
    *_children(f"{_IDENTITY_AFRICA}: South and Eastern African", "Somali|Other South and Eastern African"),
    *_children(f"{_IDENTITY_ASIA}: Middle Eastern", "Kurdish|Iranian|Other Middle Eastern"),
    *_children(f"{_IDENTITY_ASIA}: Eastern Asian", "Chinese|Other Eastern Asian"),
    *_children(
        f"{_IDENTITY_ASIA}: Southern Asian",
        "Afghan|Bangladeshi|Indian|Pakistani|Sri Lankan|Other Southern Asian",
    ),
    *_children(f"{_IDENTITY_ASIA}: South-East Asian", "Filipino|Other South-East Asian"),
    "Other identity only: American and Caribbean: North American: US Citizen",
    "Other identity only: American and Caribbean: South American",
    "Other identity only: American and Caribbean: Caribbean: Jamaican",
    "Other identity only: American and Caribbean: Caribbean: Other Caribbean",
    "Other identity only: Antarctican and Oceanian: Australasian: Australian",
    "Other identity only: Other",
]

# table: (variable, what is after "Total", dialect, leaves). Dialect A quotes every heading and ends it with the
# measure; B quotes only what holds a comma. Both are the publisher's.
TABLES = {
    "ts001": ("Residence type", "", "A", ["Lives in a household", "Lives in a communal establishment"]),
    "ts004": ("Country of birth", "", "A", _BORN),
    "ts005": ("Passports held", "", "A", _PASSPORTS),
    "ts007": ("Age", "", "A", [_year(age) for age in range(101)]),
    "ts007a": ("Age", "", "B", [
        "Aged 4 years and under", *(f"Aged {first} to {first + 4} years" for first in range(5, 85, 5)), "Aged 85 years and over",
    ]),
    "ts015": ("Year of arrival in the UK", "All usual residents", "A", ARRIVALS),
    "ts018": ("Age of arrival in the UK", "All usual residents", "A", [
        "Born in the UK", *(f"Arrived in the UK: {_arrival_age(*ages)}" for ages in ARRIVAL_AGES),
    ]),
    "ts021": ("Ethnic group", "All usual residents", "B", _ETHNIC),
    "ts022": ("Ethnic group (detailed)", "All usual residents", "B", _DETAILED_ETHNIC),
    "ts024": ("Main language (detailed)", "All usual residents aged 3 years and over", "B", _languages()),
    "ts025": ("Household language (English and Welsh)", "All households", "B", [
        "All adults in household have English in England, or English or Welsh in Wales as a main language",
        f"At least one but not all adults in household have {_SOME_ENGLISH}",
        "No adults in household, but at least one person aged 3 to 15 years, has English in England or English or "
        "Welsh in Wales as a main language",
        f"No people in household have {_SOME_ENGLISH}",
    ]),
    "ts026": ("Multiple main languages in household", "All households", "B", [
        "One-person household", "All household members have the same main language",
        "Main language differs between generations, but not within partnerships",
        "Main language differs within partnerships", "Any other combination of multiple main languages",
    ]),
    "ts027": ("National identity", "All usual residents", "B", [
        *_UK_IDENTITIES, *_OTHER_UK, "Irish only identity", "Irish and at least one UK identity", "Other identity only",
        "Other identity and at least one UK identity",
    ]),
    "ts028": ("National identity (detailed)", "All usual residents", "B", _DETAILED_IDENTITIES),
    "ts029": ("Proficiency in English language", "All usual residents aged 3 years and over", "B", [
        "Main language is English (English or Welsh in Wales)",
        *_children(_NOT_ENGLISH, "Can speak English very well|Can speak English well|Cannot speak English well|Cannot speak English"),
    ]),
    "ts030": ("Religion", "All usual residents", "B", ["No religion", "Christian", "Buddhist", "Hindu", "Jewish", "Muslim", "Sikh", "Other religion", "Not answered"]),
}  # fmt: skip
# Two tables hold subtotals that their names do not give away, so the columns are written out: (heading, its leaves).
_WITH_UK = ("Irish and at least one UK identity", "Other identity and at least one UK identity")
_WRITTEN_OUT = {
    "ts007": _ages(),
    "ts027": [
        *_UK_IDENTITIES,
        (_UK_SUBTOTAL, tuple(_OTHER_UK)),
        *TABLES["ts027"][3][5:],
        ("Non-UK identity only", ("Irish only identity", "Other identity only")),
        ("UK identity and non-UK identity", _WITH_UK),
    ],
}


def columns(table):
    """Return [(heading after the variable, leaves that add up to it)] in the publisher's order, without the total.

    A parent stands before its children, and a parent with one child stands too, as in the publisher's files.
    """
    leaves = TABLES[table][3]
    if table in _WRITTEN_OUT:
        return [item if isinstance(item, tuple) else (item, (item,)) for item in _WRITTEN_OUT[table]]
    found = {}
    for leaf in leaves:
        parts = leaf.split(": ")
        for depth in range(1, len(parts) + 1):
            found.setdefault(": ".join(parts[:depth]), []).append(leaf)
    return [(heading, tuple(under)) for heading, under in found.items()]
