"""What the assessment lacks: sources that are missing or old, links to nowhere, files that do not fit."""

import importlib.util

import pandas as pd

from analysis.measures.office.page_one import DATA, next_quarter, who_decides
from analysis.measures.office.register import BETWEEN
from analysis.measures.plans.campaigns import no_months
from analysis.measures.rates.status import require, text
from analysis.measures.victims.unknowns import MISSING as UNKNOWN_LABELS
from analysis.states import SHOWN

__all__ = ["dead_ends", "gap_register"]

MISSING, STALE, WRONG = "missing source", "stale source", "source that could not be read"
NOT_COLLECTED = "not collected or not published"
KINDS = (MISSING, WRONG, STALE, NOT_COLLECTED)
COLUMNS = ["item", "kind", "why", "held_by", "effect", "workaround"]
OWN_MISSING = "no file of it was supplied for this edition"
OWN_MEANWHILE = "None: begin to count it, or ask for it. An empty form comes with this project"
OF_SOURCE = {"not supplied": MISSING, "too old": STALE, "wrong": WRONG}
MEASURES = "analysis.measures"
VERB, YES, NO = "verb", "yes", "no"
OWN, OTHER = "measures.", "publish."
LINKS = ("chapter", "verb", "table", "card")
WANTED = {"chapter": ("chapter",), "verb": ("verb",), "table or card": ("table", "card")}
OFFERED = "Offered by the police"
TWICE = "{quarter}: more people were offered help than were recorded: the same people may be in two returns."
TWO_ANSWERS = "{0}: {1} says {2}, and {3} says {4}."
NO_GROUP = 'The survey\'s answers to "{question}" are not all groups of the residents: {answers}.'


def gap_register(
    deciders: pd.DataFrame, as_of: pd.Timestamp, sources: pd.DataFrame, standing: pd.DataFrame
) -> pd.DataFrame:
    """Return M27: a row for each thing that the assessment lacks, with who holds it and what can be done.

    `sources` is `tables.registers.source_states`; `standing` is `tables.registers.standing_gaps`. The
    role that decides on requests for data (`deciders` is `tables.office.decision_makers`) and the day of the
    next check, a quarter after the day `as_of` of the edition, appear in every row: the office says who, not
    this project.

    Columns: `item`, `kind`, `why`, `held_by`, `effect`, `workaround`, `owner`, `next_check_on`, `method`,
    `status`. Missing comes before old.
    """
    require(standing, "item", "why", "held_by", "effect", "workaround")
    found = [*_of_sources(sources), *standing.assign(kind=NOT_COLLECTED)[COLUMNS].values.tolist()]
    found.sort(key=lambda row: KINDS.index(row[1]))
    return pd.DataFrame(found, columns=COLUMNS).assign(
        owner=text([who_decides(deciders, DATA)] * len(found)),
        next_check_on=pd.Series([next_quarter(as_of)] * len(found), dtype="datetime64[us]"),
        method="written by the build",
        status=SHOWN,
    )


def _of_sources(table):
    require(table, "title", "publisher", "page", "suitability", "period", "age_months", "held", "own")
    found = []
    for row in table[table["held"].isin(list(OF_SOURCE))].itertuples():
        kind, newest = OF_SOURCE[row.held], row.period.split(" to ")[-1]
        why = {
            MISSING: "it is not among the sources of this edition",
            WRONG: "a file has its name and could not be read",
        }.get(kind) or f"the newest is of {newest}, {row.age_months} months old"
        if kind == STALE and pd.isna(row.age_months):
            why = "nothing in its newest file says of when it is"
        meanwhile = f"Get it from {row.page}"
        if row.own:
            why, meanwhile = OWN_MISSING, OWN_MEANWHILE
        lost = f"{'Told only as it was then' if kind == STALE else 'Not in this edition'}: {row.suitability}"
        found.append([row.title, kind, why, row.publisher, lost, meanwhile])
    return found


def dead_ends(register: pd.DataFrame, index: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return where the way from an item to what answers it ends early: a row a measure and link.

    `register` has `item` and `measures` ("M20; M30"), as the registers of `tables` have; `index` is
    `tables.registers.measure_index`, `sources` is `tables.registers.source_states`. A measure ends early
    without a chapter, a verb, or any table or card, where it names one that does not exist, and where no file
    of any of its cards was supplied. Verbs are looked for among the measures.

    Columns: `measure`, `title`, `link`, `name`, `items` (that meet it), `method`, `status` ("shown": that
    something is missing is known).
    """
    require(register, "item", "measures")
    require(index, "measure", "title", "link", "name", "exists")
    missing = set(sources.loc[sources["held"].eq("not supplied"), "card"])
    asked = register.assign(measure=register["measures"].str.split(BETWEEN)).explode("measure")
    met_by = asked.groupby("measure", sort=False)["item"].agg(
        lambda items: BETWEEN.join(dict.fromkeys(items))
    )
    found = []
    for measure, items in met_by.items():
        links = index[index["measure"] == measure]
        title = links["title"].iloc[0]
        found += [[measure, title, link, name, items, why] for link, name, why in _ends(links)]
        cards = links.loc[links["link"].eq("card"), "name"]
        if len(cards) and cards.isin(missing).all():
            found.append([measure, title, "file", BETWEEN.join(cards), items, OWN_MISSING])
    columns = ["measure", "title", "link", "name", "items", "method"]
    return pd.DataFrame(found, columns=columns, dtype="str").assign(status=SHOWN)


def _ends(links):
    """Return link, name and reason of each kind of link that is lacking, and of each that leads nowhere."""
    found = [
        [link, None, f"the measure has no {link}"]
        for link, kinds in WANTED.items()
        if not links["link"].isin(kinds).any()
    ]
    for link, name, exists in zip(links["link"], links["name"], links["exists"], strict=True):
        if not (_is_a_verb(name) if link == VERB else exists == YES):
            found.append([link, name, f"there is no such {link}"])
    return sorted(found, key=lambda row: LINKS.index(row[0].split(" ")[0]))


def _is_a_verb(name):
    """Tell whether a verb of measures exists; those of publish lie beyond this stage: tests look at them."""
    if not name.startswith(OWN):
        return name.startswith(OTHER)
    place, _, verb = f"{MEASURES}.{name.removeprefix(OWN)}".rpartition(".")
    return importlib.util.find_spec(place) and hasattr(importlib.import_module(place), verb)


def contradictions(
    victims: pd.DataFrame,
    support: pd.DataFrame,
    campaigns: pd.DataFrame,
    contacts: pd.DataFrame,
    survey: pd.DataFrame,
    residents: pd.DataFrame,
    lists: list[tuple[str, ...]] | tuple[()],
) -> pd.DataFrame:
    """Return what does not fit between the office's own files in words, a row each, in `says`.

    The tables are those of these names, `residents` those by characteristic and group, and `lists` is what
    `own_lists_compared` gives. What only one of two files speaks of is not compared.
    """
    said = [*_offered(victims, support), *_campaigns(campaigns, contacts), *_answers(survey, residents)]
    said += [TWO_ANSWERS.format(*row) for row in lists if row[-1] == NO]
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
        strange = set(answers) - set(groups) - {*UNKNOWN_LABELS}
        if strange:
            yield NO_GROUP.format(question=question, answers="; ".join(sorted(strange)))
