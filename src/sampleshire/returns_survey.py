"""The invented answers to two waves of a survey: of victims, and of the professionals who support them."""

import numpy as np
import pandas as pd

from sampleshire.victims import pick

WAVES = ("2025-Q2", "2026-Q2")
VICTIMS, PROFESSIONALS = "Victims", "Professionals"
ANSWERED = {VICTIMS: 900, PROFESSIONALS: 240}
DOMESTIC_ABUSE, LANGUAGE_NEED, LEFT_BLANK = 0.27, 0.11, 0.03
SCALE = ("Agree", "Neither", "Disagree")
REFUSED, NOT_ASKED = "Refused", "Not asked"
CONFIDENT, SATISFIED, INFORMED, ROUTES, LANGUAGE = (
    "Confident to report a crime again",
    "Satisfied with the support given",
    "Kept informed about the case",
    "Knew of a safe way to report",
    "Had help in a language well understood",
)
# The middle of each group's answers on a scale of 0 to 2, 0 for "Agree", in each wave
_LEANING = {
    CONFIDENT: {VICTIMS: (0.95, 0.8), PROFESSIONALS: (1.05, 1.0)},
    SATISFIED: {VICTIMS: (0.65, 0.55), PROFESSIONALS: (0.8, 0.8)},
    INFORMED: {VICTIMS: (1.1, 1.1), PROFESSIONALS: (1.2, 1.15)},
    ROUTES: {VICTIMS: (1.4, 1.25), PROFESSIONALS: (0.8, 0.7)},
    LANGUAGE: {VICTIMS: (1.2, 1.1), PROFESSIONALS: (1.4, 1.3)},
}
_HARDER_WITH_ABUSE = 0.15  # added to what victims of domestic abuse say
QUESTIONS = tuple(_LEANING)
_SPREAD = 0.75
# Question about the person, its answers, and of a hundred who answer each
PROFILE = {
    "Age band": (("18-24", "25-34", "35-44", "45-54", "55-64", "65 and over"), (13, 22, 21, 18, 14, 12)),
    "Sex": (("Female", "Male", "Other or not stated"), (64, 34, 2)),
    "Ethnic group": (("Asian", "Black", "Mixed", "White", "Other"), (9, 3, 3, 83, 2)),
    "Disability": (("yes", "no"), (24, 76)),
}
FIELDS = ["quarter", "asked", "domestic_abuse", "question", "answer"]


def build(rng):
    """Return a row for each answer of each person asked, blanks as "Refused" or, where due, "Not asked"."""
    parts = []
    for wave in range(len(WAVES)):
        for asked, people in ANSWERED.items():
            domestic = np.full(people, NOT_ASKED, dtype=object)
            if asked == VICTIMS:
                domestic = np.where(rng.random(people) < DOMESTIC_ABUSE, "yes", "no").astype(object)
            answers = _answers(rng, wave, asked, domestic)
            person = {"quarter": WAVES[wave], "asked": asked, "domestic_abuse": domestic}
            parts += [
                pd.DataFrame(person | {"question": question, "answer": given})
                for question, given in answers.items()
            ]
    return pd.concat(parts, ignore_index=True)


def _answers(rng, wave, asked, domestic):
    """Return {question: the answers of the people}; a language is asked about where it was needed."""
    people, found = len(domestic), {}
    needed = rng.random(people) < LANGUAGE_NEED if asked == VICTIMS else np.ones(people, dtype=bool)
    for question, leaning in _LEANING.items():
        middle = leaning[asked][wave] + _HARDER_WITH_ABUSE * (domestic == "yes")
        likely = np.array([_shares(one) for one in middle])
        given = np.array(SCALE, dtype=object)[pick(rng, likely, np.arange(people))]
        given[rng.random(people) < LEFT_BLANK] = REFUSED
        found[question] = np.where(needed, given, NOT_ASKED) if question == LANGUAGE else given
    for question, (answers, shares) in PROFILE.items() if asked == VICTIMS else ():
        likely = np.array([shares], dtype=float)
        given = np.array(answers, dtype=object)[pick(rng, likely, np.zeros(people, dtype=int))]
        given[rng.random(people) < LEFT_BLANK] = REFUSED
        found[question] = given
    return found


def _shares(middle):
    """Return the shares of the answers around a middle: nearer ones are likelier."""
    weights = np.exp(-((np.arange(len(SCALE)) - middle) ** 2) / (2 * _SPREAD**2))
    return (weights / weights.sum()).round(9)


def counts(answers):
    """Return how many answers appear in each combination of the fields that is not empty."""
    return answers.groupby(FIELDS, sort=True).size().rename("answers").reset_index()
