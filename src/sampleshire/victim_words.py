"""How a force writes what `victims` holds: two systems and a query, each with headings and words of its own.

A code and its description share a cell, dashes are whatever was typed, and "not known" has many names.
"""

from sampleshire import places, victims

_DASHES = ("-", "-", "-", "\u2013")  # a dash that somebody's word processor made is one in four
_ONE_DASH = str.maketrans("\u2011\u2013", "--")
_OUTCOMES = {
    0: "Not yet assigned",
    1: "Charged/Summonsed",
    3: "Caution - adult",
    8: "Community resolution",
    10: "Formal action against the offender is not in the public interest (police decision)",
    14: "Evidential difficulties: suspect not identified; victim does not support further action",
    15: "Evidential difficulties: suspect identified; victim supports action",
    16: "Evidential difficulties: suspect identified; victim does not support further action",
    18: "Investigation complete - no suspect identified",
    20: "Action undertaken by another body or agency",
    21: "Further investigation is not in the public interest (police decision)",
    22: "Diversionary or educational activity",
}
_ETHNIC = {
    "W1": "British", "W2": "Irish", "W3": "Gypsy or Irish Traveller", "W9": "Any other White background",
    "M1": "White and Black Caribbean", "M2": "White and Black African", "M3": "White and Asian",
    "M9": "Any other Mixed background", "A1": "Indian", "A2": "Pakistani", "A3": "Bangladeshi",
    "A4": "Chinese", "A9": "Any other Asian background", "B1": "Caribbean", "B2": "African",
    "B9": "Any other Black background",
    "O2": "Arab", "O9": "Any other ethnic group", "NS": "Not stated", "N3": "Person declined to define",
}  # fmt: skip
_SENTINELS = ["NULL", "NULL", "NULL", "Not Provided", "Missing value", "Unknown", ""]
# A field without a heading here has its name for one, in the last column, and one without words its labels.
HEADINGS = {
    "old system": {
        "quarter": "Occurrence Created Date",
        "offence_group": "Current Classification HO Offence Code and Desc",
        "outcome_type": "Current Classification HO Outcome Code and Desc",
        "beat": "Beat Code",
        "district": "Local Authority",
        "age_band": "Victim Age Band",
        "sex": "Person Gender",
        "ethnic_group": "Self Defined Ethnicity Code and Desc",
        "local_code": "Local Code 3",
        "disability": "Disability Flag",
        "domestic_abuse": "Domestic Abuse Flag",
        "hate_crime": "Hate Crime Flag",
        "relationship": "Victim Suspect Relationship",
        "blank": "",
        "score": "Harm Score",
    },
    "new system": {
        "quarter": "Date Record Created",
        "district": "District Code",
        "beat": "Beat",
        "offence_group": "Offence Group",
        "outcome_type": "HO Outcome",
        "domestic_abuse": "DA",
        "hate_crime": "Hate",
        "age_band": "Age Group",
        "sex": "Sex",
        "ethnic_group": "SD ethnicity code and desc",
        "disability": "Disabled",
        "relationship": "Relationship to suspect",
        "local_code": "Workgroup Code",
        "score": "Severity Score",
    },
    "query": {
        "quarter": "Date Record Created",
        "offence_group": "Offence Group",
        "outcome_type": "Crime Outcome",
        "district": "District",
        "beat": "Beat team",
        "age_band": "Age Group",
        "sex": "Gender",
        "ethnic_group": "Self Defined Ethnicity",
        "disability": "Disabled",
        "domestic_abuse": "Domestic abuse",
        "hate_crime": "Hate crime",
        "blank": "",
        "relationship": "Relationship to suspect",
        "local_code": "Free code",
        "score": "Severity Score",
    },
}
IGNORED = ("beat", "local_code", "score")
BEATS = [f"{letters}{number:02d}" for letters in ("NL", "TO", "QU", "HW", "LK") for number in range(1, 17)]
LOCAL_CODES = ["", "", *[f"{letter}{number}" for letter in "BDKT" for number in range(1, 8)]]


def headings(dialect):
    """Return {field: its heading}, in the order of the columns."""
    own = HEADINGS[dialect]
    return own | {name: name.replace("_", " ").capitalize() for name in victims.labels() if name not in own}


def words(dialect):
    """Return {field: the spellings of each code of the field, the sentinels last}, as `dialect` has them.

    A spelling that appears twice is used twice as often.
    """
    made = {name: [*[[label] for label in given[:-1]], ["NULL"]] for name, given in victims.labels().items()}
    made |= {"old system": _old_system, "new system": _new_system, "query": _query}[dialect]()
    made["outcome_type"] = [_coded(code, _OUTCOMES[code]) for code in victims.OUTCOMES] + [["NULL"]]
    sentinels = ["Not Provided", "NULL"] if dialect == "new system" else _SENTINELS
    ethnic = [_coded(code, _ETHNIC[code]) for code, _, _ in victims.ETHNIC_GROUPS if code]
    made["ethnic_group"] = [*ethnic, sentinels]
    return made


def _coded(code, description):
    return [f"{code} {dash} {description}" for dash in _DASHES]


def _groups(form):
    numbers = {name: number for number, name in enumerate(victims.OFFENCE_GROUPS, start=1)}
    return [form(numbers[group], group) for group in victims.offences()["group"]]


def _old_system():
    table = victims.offences()
    ages = ["0 - 9", "10 - 17", "18 - 24", "25 - 34", "35 - 44", "45 - 54", "55 - 64", "65 - 74", "75+"]
    return {
        "district": [*[[name] for name in victims.DISTRICTS], ["Out of force"], ["NULL", "Unknown"]],
        # Where the published tables put four codes together, the first stands for them.
        "offence_group": [
            _coded(code.split("/")[0], offence)
            for code, offence in zip(table["offence_code"], table["offence"], strict=True)
        ],
        "age_band": [*[[age] * 3 + [age.replace("-", "\u2013")] for age in ages], ["NULL", "Missing value"]],
        "sex": [["F"], ["M"], ["X"], ["U", "NULL", "Not Provided"]],
        "disability": [["Y"], ["N"], ["NULL", "", "", "Not Provided"]],
        "domestic_abuse": [["Y"], [""]],
        "hate_crime": [["Y"], [""]],
        "relationship": [["P - Partner", "X - Ex-partner"], ["F - Family"],
                         ["A - Acquaintance", "N - Neighbour"], ["S - Stranger"], ["U - Not known", "NULL"]],
    }  # fmt: skip


def _new_system():
    ages = [
        "Under 10", "10 to 17", "18 to 24", "25 to 34", "35 to 44", "45 to 54", "55 to 64", "65 to 74",
        "75 +",
    ]  # fmt: skip
    return {
        "district": [*[[code] for code in places.DISTRICTS], ["OOF"], ["Missing value", ""]],
        "offence_group": _groups(lambda number, group: [f"{number} \u2013 {group}"]),
        "age_band": [*[[age] for age in ages], ["Not Provided"]],
        "sex": [["Female"], ["Male"], ["Non-binary", "Prefer not to say"], ["Unknown", "Not Provided"]],
        "disability": [["Yes"], ["No"], ["Unknown", "Not Provided", ""]],
        "domestic_abuse": [["Y"], [""]],
        "hate_crime": [["Y"], [""]],
        "relationship": [["Intimate partner", "Former partner"], ["Family member"], ["Acquaintance"],
                         ["Stranger"], ["Not Provided", ""]],
        # Numbers where they are numbers: a spreadsheet hands these over as 1.0, 2.0 and 3.0.
        "offences_in_12_months": [[1], [2], [3], ["4 or more"], ["NULL"]],
    }  # fmt: skip


def _query():
    old, new = _old_system(), _new_system()
    names = [
        [name, name, name, name.replace("-", "\u2011").replace(" and ", " & ")] for name in victims.DISTRICTS
    ]
    return {
        "district": [*names, ["Outside force area"], ["NULL", "Unknown", ""]],
        "offence_group": _groups(lambda number, group: _coded(f"{number:02d}", group)),
        "age_band": [*[[age.replace(" - ", "\u2013")] for age, *_ in old["age_band"][:-1]],
                     ["Missing value", ""]],
        "sex": [["Female", "F"], ["Male", "M"], ["Other", "Not stated"], ["NULL", "Unknown"]],
        "disability": [["Y"], ["N"], ["", "", "NULL", "Not Provided"]],
        "domestic_abuse": [["Y"], [""]],
        "hate_crime": [["Y"], ["", "N"]],
        "relationship": [*new["relationship"][:-1], ["Unknown", "NULL", ""]],
        "offences_in_12_months": [["1"], ["2"], ["3"], ["4+"], ["Not Provided"]],
    }  # fmt: skip


def mapping():
    """Return {field: (headings, {word: the project's label}, words for not known)} over all dialects.

    Words that differ by their dash alone are given once: the readers treat all dashes alike.
    """
    found = {}
    for field, labels in victims.labels().items():
        named = list(dict.fromkeys(headings(dialect)[field] for dialect in HEADINGS))
        meaning = {}
        for dialect in HEADINGS if field != "quarter" else ():
            for spellings, label in zip(words(dialect)[field], labels, strict=False):
                meaning |= {str(word).translate(_ONE_DASH): label for word in spellings}
        unknown = [word for word, label in meaning.items() if label == "Unknown"]
        found[field] = named, {w: label for w, label in meaning.items() if label != "Unknown"}, unknown
    return found
