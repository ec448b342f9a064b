"""An invented county of five districts in which each test says who speaks what."""

import pandas as pd
import pytest

from analysis import measures, tables
from analysis.tables.languages.policy import language_policy

DISTRICTS = ("Aston", "Brook", "Cliff", "Dale", "Edge")
ENGLISH = "English (English or Welsh in Wales)"
DAY = pd.Timestamp("2026-06-30")
ITEM = {
    "reason": "RISK_IAG",
    "about": "here",
    "language": "",
    "nationality": "",
    "date": "2026-03-01",
    "source": "Minutes",
    "said_by": "Advisory group",
    "strength": "strong",
    "official_count": False,
}


@pytest.fixture(scope="session")
def reference():
    return tables.languages.reference.language_reference()


@pytest.fixture(scope="session")
def crosswalk():
    return tables.languages.language_crosswalk()


@pytest.fixture(scope="session")
def policy():
    return language_policy()


@pytest.fixture
def spoken(reference):
    """Return a function from {language: speakers, or speakers by district} to the table of languages."""

    def make(counts, residents=100_000):
        rows = []
        for at, name in enumerate(DISTRICTS):
            others = 0
            for language in reference.loc[reference["leaf"] != "", "language"]:
                given = counts.get(language, 0)
                people = given if isinstance(given, int) else given[at]
                # Speakers given as one number are spread: the first districts have one more each.
                people = people if not isinstance(given, int) else given // 5 + (at < given % 5)
                others += people if language != ENGLISH else 0
                rows.append((f"E0700000{at + 1}", name, language, people))
            place = next(at for at in reversed(range(len(rows))) if rows[at][2] == ENGLISH)
            rows[place] = (*rows[place][:3], residents - others)
        return pd.DataFrame(rows, columns=["area_code", "area_name", "language", "residents_3_plus"])

    return make


@pytest.fixture
def able():
    """Return a function from a table of languages and a share to how well its people speak English."""

    def make(languages, not_proficient=0.2):
        rows = []
        for (code, name), part in languages.groupby(["area_code", "area_name"]):
            other = int(part.loc[part["language"] != ENGLISH, "residents_3_plus"].sum())
            worse = round(other * not_proficient)
            english = int(part["residents_3_plus"].sum()) - other
            for label, people in (
                ("Main language is English", english),
                ("Speak English very well", other - worse),
                ("Speak English well", 0),
                ("Cannot speak English well", worse),
                ("Cannot speak English", 0),
            ):
                rows.append((code, name, label, people))
        return pd.DataFrame(rows, columns=["area_code", "area_name", "proficiency", "residents_3_plus"])

    return make


@pytest.fixture
def items():
    """Return a function from what differs in each to a table of risk items."""
    return lambda *changes: pd.DataFrame([{**ITEM, **change} for change in changes])


@pytest.fixture
def decision_on(spoken, able, reference, crosswalk, policy):
    """Return a function that decides on speakers and whatever else is given."""

    def make(counts, not_proficient=0.2, residents=100_000, **more):
        languages = spoken(counts, residents)
        proficiency = able(languages, not_proficient)
        preset = more.pop("preset", None)
        given = {"policy": policy, "as_of": DAY, **more}
        evidence = measures.languages.Evidence(languages, proficiency, reference, crosswalk, **given)
        return measures.languages.decide_languages(evidence, preset)

    return make


@pytest.fixture
def decide(decision_on):
    """Return a function that decides as `decision_on` does; a row by language."""
    return lambda *given, **more: decision_on(*given, **more).table().set_index("language")
