"""What does not fit between the files that an office supplied, before anything is made of them."""

import pandas as pd

from analysis.measures.plans.campaigns import no_months
from analysis.measures.rates.status import require, text
from analysis.measures.victims.unknowns import MISSING

OFFERED = "Offered by the police"
TWICE = "{quarter}: more people were offered help than were recorded: the same people may be in two returns."
NO_GROUP = 'The survey\'s answers to "{question}" are not all groups of the residents: {answers}.'


def contradictions(victims, support, campaigns, contacts, survey, residents):
    """Return what does not fit between the office's own files in words, a row each, in `says`.

    The tables are those of these names, `residents` those by characteristic and group. What only one of two
    files speaks of is not compared.
    """
    said = [*_offered(victims, support), *_campaigns(campaigns, contacts), *_answers(survey, residents)]
    return pd.DataFrame({"says": text(said)})


def _offered(victims, support):
    require(victims, "quarter", "victims")
    require(support, "quarter", "came_by", "clients")
    recorded = victims.groupby("quarter")["victims"].sum()
    offered = support[support["came_by"] == OFFERED].groupby("quarter")["clients"].sum()
    both = pd.concat({"recorded": recorded, "offered": offered}, axis=1, join="inner")
    return [TWICE.format(quarter=quarter) for quarter in both.index[both["offered"] > both["recorded"]]]


def _campaigns(campaigns, contacts):
    lacking = [(one.campaign, no_months(one, contacts)) for one in campaigns.itertuples() if len(contacts)]
    return [f'Campaign "{name}": {why}.' for name, why in lacking if why]


def _answers(survey, residents):
    require(survey, "question", "answer")
    for question, groups in residents.groupby("characteristic")["group"]:
        answers = survey.loc[survey["question"] == question, "answer"]
        strange = set(answers) - set(groups) - {*MISSING}
        if strange:
            yield NO_GROUP.format(question=question, answers="; ".join(sorted(strange)))
