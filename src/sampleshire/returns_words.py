"""How each provider writes what `returns` holds: headings, spellings, dates and definitions of its own."""

from dataclasses import dataclass, field

from sampleshire import returns, returns_survey

BY_QUARTER, BY_MONTH, BY_DAY = "quarter", "month", "day"  # what a row's date stands for
TOTAL = "Total"
_MONTHS = ("Jan-Mar", "Apr-Jun", "Jul-Sep", "Oct-Dec")


@dataclass(frozen=True)
class Dialect:
    """A provider's way to fill in one kind of return.

    `headings` are {field: heading}, the quarter's and the count's with them; `words` {field: {label:
    spellings}}: a label with several is split among them, as a finer list of the provider's own would be.
    `quarters` are {quarter: what stands for it}, empty where days or months appear there.
    """

    kind: str
    section: str
    supplier: str
    files: str
    headings: dict
    words: dict
    dated: str = BY_QUARTER
    quarters: dict = field(default_factory=dict)
    ignored: tuple = ()
    totals: bool = False
    definitions: dict = field(default_factory=dict)


def _said(labels, *words):
    spellings = [list(one) if isinstance(one, tuple) else [one] for one in words]
    return dict(zip(labels, spellings, strict=True))


GROUPS = (*returns.victims.OFFENCE_GROUPS, returns.UNKNOWN)
_YES_NO = ("yes", "no", returns.UNKNOWN)
_HARBOUR_OFFENCES = _said(
    GROUPS, "Assault with injury", "Assault without injury", "Stalking/harassment", "Sexual offence",
    "Robbery", ("Burglary: home", "Burglary: elsewhere"), "Vehicle crime", ("Theft", "Theft from person"),
    "Damage or arson", "Public order", "Other", "Not recorded",
)  # fmt: skip
_LANTERN_OFFENCES = _said(
    GROUPS, "Violence (injury)", "Violence (no injury)", ("Stalking", "Harassment"),
    ("Rape", "Other sexual offence"), "Robbery", "Burglary", "Vehicle", "Theft", "Criminal damage",
    "Public order", "Other", "Unknown",
)  # fmt: skip
_POLICE_OFFENCES = _said(
    GROUPS, "VWI - Violence with injury", "VWO - Violence without injury", "SH - Stalking & harassment",
    "SO - Sexual offences", "ROB - Robbery", "BUR - Burglary", "VEH - Vehicle offences", "TH - Theft",
    "CD - Criminal damage & arson", "PO - Public order", "OTH - Other", "NULL",
)  # fmt: skip
_AGES = ("0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65 and over", returns.UNKNOWN)
_SEXES = ("Female", "Male", "Other or not stated", returns.UNKNOWN)
_ETHNIC_GROUPS = ("Asian", "Black", "Mixed", "White", "Other", "Not stated", returns.UNKNOWN)
_HARBOUR_PEOPLE = {
    "age_band": _said(_AGES, "Under 18", "18 to 24", "25 to 34", "35 to 44", "45 to 54", "55 to 64",
                      ("65 to 74", "75+"), "Not recorded"),
    "sex": _said(_SEXES, "F", "M", "Another", "Not recorded"),
    "ethnic_group": _said(_ETHNIC_GROUPS, "Asian or Asian British", "Black or Black British",
                          "Mixed or multiple", ("White British", "White other"), "Any other",
                          "Preferred not to say", "Not recorded"),
    "disability": _said(_YES_NO, "Yes", "No", "Not recorded"),
}  # fmt: skip
_LANTERN_PEOPLE = {
    "age_band": _said(_AGES, "<18", *_AGES[1:6], "65+", "unknown"),
    "sex": _said(_SEXES, "Woman or girl", "Man or boy", "Another or not said", "unknown"),
    "ethnic_group": _said(_ETHNIC_GROUPS, *_ETHNIC_GROUPS[:5], "not said", "unknown"),
}
_STATES = (
    "Need met", "Declined", "Unsafe to contact", "Uncontactable", "Waiting", "Not eligible", "Need not met",
)  # fmt: skip
_CAME_BY = (returns.BY_POLICE, returns.BY_OTHERS, returns.BY_THEMSELVES)
_SPELT_QUARTERS = {quarter: f"{_MONTHS[int(quarter[-1]) - 1]} {quarter[:4]}" for quarter in returns.QUARTERS}
_WITH_YEAR_FIRST = {quarter: quarter.replace("-", " ") for quarter in returns.QUARTERS}
_SAFELY, _ASSESSED = "Contacted safely", "Needs assessed"

POLICE_SUPPORT = Dialect(
    "support", "police_contact_unit", returns.POLICE, "support_police_{quarter}.csv",
    {
        "quarter": "Offer date", "offence_group": "Offence type", "came_by": "How it came in",
        "recorded_when": "Crime recorded", "stage": "Furthest step", "state": "Why it ended",
        "language_need": "Language support needed", "domestic_abuse": "DA marker",
    },
    {
        "offence_group": _POLICE_OFFENCES,
        "came_by": {returns.BY_POLICE: ["Officer offer"]},
        "recorded_when": _said(returns.RECORDED_WHEN, "Under 12 months ago", "Over 12 months ago", "No crime",
                               "NULL"),
        "stage": {"Offered": ["Offer made"]},
        "state": _said((*_STATES[1:4], returns.UNKNOWN), "Refused offer", "Not safe to ring",
                       ("No reply", "No reply x3"), ("", "NULL")),
        "language_need": _said(_YES_NO, "Y", "N", ("", "NULL")),
        "domestic_abuse": _said(_YES_NO, "Y", "N", "NULL"),
    },
    dated=BY_DAY, ignored=("Team",),
)  # fmt: skip
HARBOUR_SUPPORT = Dialect(
    "support", "harbour_support", returns.HARBOUR, "support_harbour_{quarter}.csv",
    {
        "quarter": "Period", "came_by": "Route in", "recorded_when": "When reported to police",
        "stage": "Furthest stage",
        "state": "Position at the day of the return", "offence_group": "Crime type",
        "language_need": "Support to communicate", "domestic_abuse": "DA case", "age_band": "Age group",
        "sex": "Gender", "ethnic_group": "Ethnic background", "disability": "Disabled", "count": "Clients",
    },
    {
        "came_by": _said(_CAME_BY, "Police", "Agency", "Self"),
        "recorded_when": _said(returns.RECORDED_WHEN, "In the last year", "Before that", "Not reported",
                               "Not recorded"),
        "stage": _said(returns.STAGES[1:], "1 Referral received", "2 Contact made", "3 Assessment done",
                       "4 Support complete"),
        "state": _said(_STATES, "Needs met", "Client declined", "Contact not safe",
                       "No contact after 3 tries", "Waiting list", "Outside criteria",
                       "Closed, need remains"),
        "offence_group": _HARBOUR_OFFENCES,
        "language_need": _said(_YES_NO, "Yes", "No", "Not recorded"),
        "domestic_abuse": _said(_YES_NO, "Yes", "No", "Not recorded"),
        **_HARBOUR_PEOPLE,
    },
    quarters=_SPELT_QUARTERS, totals=True,
    definitions={_SAFELY: "Any contact, a message left included",
                 _ASSESSED: "All eight categories gone through"},
)  # fmt: skip
LANTERN_SUPPORT = Dialect(
    "support", "lantern_service", returns.LANTERN, "support_lantern_{quarter}.xlsx",
    {
        "quarter": "Month", "came_by": "Referral source", "recorded_when": "Reported when",
        "stage": "Stage reached", "state": "Result",
        "offence_group": "Offence", "language_need": "Interpreter wanted",
        "domestic_abuse": "Domestic abuse", "age_band": "Age", "sex": "Sex", "ethnic_group": "Ethnicity",
        "count": "Number of people",
    },
    {
        "came_by": _said(_CAME_BY, ("Police scheme", "Police officer"), "Professional", "Self-referral"),
        "recorded_when": _said(returns.RECORDED_WHEN, "Past year", "Earlier", "None", "unknown"),
        "stage": _said(returns.STAGES[1:], "Referred in", "Spoken to safely", "Assessed", "Outcome achieved"),
        "state": _said(_STATES, "Achieved", "Does not want support", "Unsafe", "Could not be reached",
                       "On waiting list", "Not eligible", "Not achieved"),
        "offence_group": _LANTERN_OFFENCES,
        "language_need": _said(_YES_NO, "yes", "no", "not asked yet"),
        "domestic_abuse": _said(_YES_NO, "DA", "not DA", "unknown"),
        **_LANTERN_PEOPLE,
    },
    dated=BY_MONTH,
    definitions={_SAFELY: "Asked whether it was safe to talk",
                 _ASSESSED: "All eight categories gone through"},
)  # fmt: skip
HARBOUR_NEEDS = Dialect(
    "needs", "harbour_support", returns.HARBOUR, "needs_harbour_{quarter}.csv",
    {
        "quarter": "Period", "need_category": "Area of need", "need_state": "Outcome of need",
        "offence_group": "Crime type", "age_band": "Age group", "sex": "Gender",
        "ethnic_group": "Ethnic background", "disability": "Disabled",
        "language_need": "Support to communicate", "count": "Needs",
    },
    {
        "need_category": _said(
            returns.NEED_CATEGORIES, ("Mental health", "Physical health"), "Housing",
            "Drugs & alcohol", "Family & children", "Work & learning", "Money", "Outlook", "Social life"),
        "need_state": _said(returns.NEED_STATES, "Met", "Waiting", "Client declined",
                            "Contact not safe", "No contact", "No service to refer to", "Service full",
                            "Outside criteria", "No interpreter found"),
        "offence_group": _HARBOUR_OFFENCES,
        **_HARBOUR_PEOPLE,
        "language_need": _said(_YES_NO, "Yes", "No", "Not recorded"),
    },
    quarters=_SPELT_QUARTERS,
)  # fmt: skip
LANTERN_NEEDS = Dialect(
    "needs", "lantern_service", returns.LANTERN, "needs_lantern_{quarter}.xlsx",
    {
        "quarter": "Month", "need_category": "Need", "need_state": "What became of it",
        "offence_group": "Offence", "age_band": "Age", "sex": "Sex", "ethnic_group": "Ethnicity",
        "language_need": "Interpreter wanted", "count": "Number of needs",
    },
    {
        "need_category": _said(
            returns.NEED_CATEGORIES, "Health and wellbeing", "Accommodation", "Substance use",
            "Family, friends & children", "Education, skills & work", "Finance & benefits",
            "Outlook & attitudes", "Social interactions"),
        "need_state": _said(returns.NEED_STATES, "Achieved", "On waiting list",
                            "Does not want support", "Unsafe", "Could not be reached",
                            "Nothing available", "Full", "Not eligible", "No interpreter"),
        "offence_group": _LANTERN_OFFENCES,
        **_LANTERN_PEOPLE,
        "language_need": _said(_YES_NO, "yes", "no", "not asked yet"),
    },
    dated=BY_MONTH,
)  # fmt: skip
HAVEN = Dialect(
    "safe_accommodation", "haven_housing", returns.HAVEN, "safe_accommodation_haven_{quarter}.csv",
    {"quarter": "Quarter", "result": "Result of referral", "came_from": "Referred from",
     "count": "Households"},
    {
        "result": _said(returns.RESULTS, "Supported", "No space", "Needs not met here",
                        "Household too large", "Funding not available", "Not safe in this area",
                        "Declined by household", "Could not be reached", "Other reason"),
        "came_from": _said(returns.CAME_FROM, "County", "Out of county"),
    },
    quarters=_WITH_YEAR_FIRST, totals=True,
)  # fmt: skip
_ASKED = {
    returns_survey.CONFIDENT: "How confident would you be to report a crime again?",
    returns_survey.SATISFIED: "How satisfied are you with the support that you were given?",
    returns_survey.INFORMED: "Were you kept informed about your case?",
    returns_survey.ROUTES: "Did you know of a safe way to report?",
    returns_survey.LANGUAGE: "Was there help in a language that you understand well?",
}
_GIVEN = {
    **{answer: [answer] for answer in returns_survey.SCALE},
    **{answer: [answer] for answers, _ in returns_survey.PROFILE.values() for answer in answers},
    returns_survey.REFUSED: ["Prefer not to say", "left blank"],
    returns_survey.NOT_ASKED: ["n/a"],
}
SURVEY = Dialect(
    "survey", "survey_team", "Survey team of the Sampleshire office", "survey_{quarter}.csv",
    {"quarter": "Wave", "asked": "Group", "domestic_abuse": "Domestic abuse", "question": "Question",
     "answer": "Answer", "count": "Responses"},
    {
        "asked": _said((returns_survey.VICTIMS, returns_survey.PROFESSIONALS), "Victims", "Professionals"),
        "domestic_abuse": _said(("yes", "no", returns_survey.NOT_ASKED), "Yes", "No", "n/a"),
        "question": {**{label: [words] for label, words in _ASKED.items()},
                     **{label: [f"About you: {label.lower()}"] for label in returns_survey.PROFILE}},
        "answer": _GIVEN,
    },
    quarters={wave: wave for wave in returns_survey.WAVES},
)  # fmt: skip
ALL = (
    POLICE_SUPPORT,
    HARBOUR_SUPPORT,
    LANTERN_SUPPORT,
    HARBOUR_NEEDS,
    LANTERN_NEEDS,
    HAVEN,
    SURVEY,
)
