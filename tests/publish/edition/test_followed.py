"""Counts of people are followed through a chapter's code: what would take them past the door is refused."""

import json

import pytest

from analysis import tables
from analysis.errors import InputError
from analysis.of_people import OF_PEOPLE
from analysis.publish.edition import editions, followed, foreign
from analysis.sources.local.guarded import Guarded

COUNTED = """
from analysis import measures, publish, tables
victims, here = tables.victims(AREA), tables.residents(AREA)
year = measures.tabulate(victims, ["offence_group", "district"], quarters=4)
robbery = year.query("offence_group == 'Robbery' and district != 'Total'")
safe = publish.control(robbery, table="victims_by_offence_and_district")
"""
PAST = {
    "joined to an open table": """
rated = measures.rate(here.merge(robbery, on="district"), "victims", "residents")
publish.control(rated.drop(columns="victims"), uses=["census_ts007"])
""",
    "mapped into one": """
plain = here.assign(people=here["district"].map(robbery.set_index("district")["victims"]), status="shown")
publish.control(plain, uses=["census_ts007"])
""",
    "set as a column of one": """
here["people"] = robbery["victims"]
publish.control(here, uses=["census_ts007"])
""",
    "renamed, the share alone": """
shares = measures.share(robbery.rename(columns={"victims": "n"}), "n", "all").drop(columns="n")
publish.control(measure=shares, uses=["census_ts007"])
""",
    "of a table that a verb made": """
publish.control(measures.counted_here(robbery, "Robbery", "victims"), uses=["recorded_crime"])
""",
    "open rows chosen by them": """
chosen = list(robbery["district"])
publish.control(here.query("district in @chosen"), uses=["census_ts007"])
""",
    "in a note": """
count = robbery["victims"].sum()
publish.control(here, uses=["census_ts007"], note=f"Of robbery: {count}.")
""",
    "in a period": """
publish.control(here, uses=["census_ts007"], title_period=f"with {robbery['victims'].max()} robbed")
""",
    "spelled out in a title": """
word = ["none", "one", "two", "three"][robbery["victims"].min()]
publish.bar(safe, "district", "victims", title=f"Robbery was rare, with {word}", subtitle="Victims")
""",
    "in a heading": """
publish.table(safe, ["district"], title="Robbery", headings={"district": str(robbery["victims"].sum())})
""",
    "the name of the least": """
fewest = robbery.sort_values("victims").iloc[0]["district"]
""",
    "the first row of many": 'publish.control(robbery.sort_values("victims").head(1), table="t")',
    "the first row by a slice": 'publish.control(robbery.sort_values("victims")[:1], table="t")',
    "the first of a list": 'first = list(robbery.sort_values("victims")["district"])[0]',
    "the largest": 'publish.control(robbery.nlargest(1, "victims"), table="t")',
    "few": 'publish.control(robbery[robbery["victims"] < 5], table="t")',
    "as many as": 'publish.control(robbery[robbery["victims"] == 3], table="t")',
    "the most": 'publish.control(robbery[robbery["victims"] == robbery["victims"].max()], table="t")',
    "few by a query": 'publish.control(robbery.query("victims < 5"), table="t")',
    "the most by a query": 'publish.control(robbery.query("victims == victims.max()"), table="t")',
    "a value of the one chosen": """
most = max(zip(robbery["victims"], robbery["district"]))
publish.say("It is {n}.", n=safe.value("victims", district=most), otherwise="Not known.")
""",
    "a plain number beside a controlled one": "publish.work_out(safe, per=int(robbery['victims'].min()))",
    "a decision": """
if robbery["victims"].sum():
    publish.say("It is {n}.", n=safe.value("victims"), otherwise="Not known.")
""",
    "in a comprehension": """
names = [district for district, n in zip(robbery["district"], robbery["victims"]) if n > 4]
""",
    "in a loop": """
for district in robbery["district"]:
    publish.say(f"Here {district}: {{n}}.", n=safe.value("victims"), otherwise="Not known.")
""",
    "put into an open table": """
here.insert(1, "people", robbery["victims"])
publish.control(here, uses=["census_ts007"])
""",
    "gathered in a list": """
held = []
held.append(robbery["victims"].sum())
publish.control(here, uses=["census_ts007"], note=f"Of robbery: {held}")
""",
    "tried": """
try:
    held = None
except ValueError:
    held = robbery
publish.control(held, uses=["census_ts007"])
""",
    "matched": """
match robbery["victims"].sum():
    case 0:
        held = "none"
    case _:
        held = "some"
""",
    "changed places": """
here, robbery = robbery, here
publish.control(here, uses=["census_ts007"])
""",
    "by the door under another name": """
door = publish.control
door(robbery, uses=["census_ts007"])
""",
    "by a pipe": 'robbery.pipe(publish.control, uses=["census_ts007"])',
    "an open count of a force": """
came = tables.official_counts(AREA, "resettlement")
publish.control(came, uses=["census_ts001"])
""",
}
WITHIN = {
    "the newest period": """
latest = year.query("period == period.max()")
publish.say("{n}", n=safe.value("victims", period=year["period"].max()), otherwise="Not known.")
publish.control(latest, table="t")
""",
    "noughts": 'publish.control(robbery[robbery["victims"] > 0].query("victims != 0"), table="t")',
    "periods by a query": 'publish.control(year.query("period >= \'2025\' and victims >= 0"), table="t")',
    "a table that is looked at": """
measures.tabulate(victims, ["district"])
publish.control(measures.rate(here, "a", "b"), uses=["census_ts007"])
""",
    "labels": 'publish.control(robbery[robbery["district"] == "Larkmere"], table="t")',
    "sorted": 'publish.control(robbery.sort_values("victims", ascending=False), table="t")',
    "a statement": 'publish.control(measures.did_it_work(tables.contacts(AREA)), statement="s")',
    "what rests on evidence": 'publish.control(robbery, uses=["census_ts024"], evidence=["nrm_referrals"])',
    "a rate by the door": """
rated = publish.control(measures.rate(robbery.merge(here), "victims", "residents"), table="t", uses=["c"])
publish.bar(rated, "district", "rate_per_1000", title=rated.largest(1, "rate_per_1000", "district")["first"])
""",
    "open figures": """
most = here.sort_values("residents").head(3).query("residents > 1000")
publish.control(most, uses=["census_ts007"], note=f"{len(most)} of them")
""",
    "a name that is set to something else": """
robbery = here.copy()
publish.control(robbery.head(2), uses=["census_ts007"])
""",
}


@pytest.mark.parametrize("way", PAST)
def test_a_way_past_the_door_is_refused(way):
    chapter = followed.Followed()
    assert chapter.fault(COUNTED) == ""
    assert chapter.fault(PAST[way]) != ""


@pytest.mark.parametrize("way", WITHIN)
def test_what_a_chapter_does_with_counts_passes(way):
    chapter = followed.Followed()
    assert [chapter.fault(COUNTED), chapter.fault(WITHIN[way])] == ["", ""]


def test_every_chapter_of_the_project_passes():
    foreign.refuse(editions.choose())


def test_a_build_refuses_it_by_chapter_and_cell_and_says_what_to_do(tmp_path):
    cells = [COUNTED.replace("(AREA)", '("sampleshire")'), PAST["joined to an open table"]]
    made = [{"cell_type": "code", "source": cell, "metadata": {}} for cell in cells]
    path = tmp_path / "04_victims.ipynb"
    path.write_text(json.dumps({"cells": made}), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        foreign.refuse([path])
    assert str(refused.value) == (
        "04_victims, cell 2: hands counts of people to publish.control() by uses= alone. " + followed.INSTEAD
    )


def test_all_tables_of_counts_of_people_are_followed(sampleshire_folder, reads):
    reads(sampleshire_folder)
    known = set()
    for name in tables.__all__:
        try:
            found = getattr(tables, name)("sampleshire")
        except (InputError, TypeError):
            continue
        if isinstance(found, Guarded):
            known.add(name)
    assert known <= set(OF_PEOPLE) and len(known) > 15
