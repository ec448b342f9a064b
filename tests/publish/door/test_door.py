"""A hundred ways of getting a DataFrame or a hidden number past the door, and none of them leads through."""

import copy
import csv
import importlib
import inspect
import pickle
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis import measures, publish
from analysis.errors import InputError
from analysis.publish.door.controlled import Controlled, Value, words_of
from analysis.publish.pieces import piece as pieces
from analysis.publish.pieces.say import Sentence
from analysis.release import people

pytestmark = pytest.mark.usefixtures("local_door")
TABLE = "victims_by_offence_and_district"
BY_QUARTER = "victims_by_district"
# The numbers that are hidden in `victims`; no shown one is written like them.
HIDDEN = {"3", "4", "8", "30"}
WORDS = {"title": "Theft is common", "alt": "Chart of victims"}
OTHERWISE = "How many there are is not told"


def numbers_written(published):
    """Return every number that a piece holds, in its table, its CSV, its words and its picture."""
    held = published.for_the_build()
    cells = [cell for row in csv.reader(published.csv.splitlines()) for cell in row]
    texts = [*cells, held["markdown"], held["title"], held["subtitle"], held["alt"], *held["figures"]]
    texts += [line for line in published.svg.splitlines() if "<!--" in line]
    return {word.strip("|,.;()%") for text in texts for word in text.split()}


def tells_nothing(safe):
    """Hold a controlled measure to it: hidden rows are blank, and no hidden number is written anywhere."""
    rows = safe.rows
    hidden = rows[rows["status"].eq("suppressed")]
    numeric = [name for name in rows.columns if pd.api.types.is_numeric_dtype(rows[name])]
    assert hidden[numeric].isna().all(axis=None)
    assert not rows.attrs and isinstance(rows.index, pd.RangeIndex)
    drawn = publish.table(safe, title="A table")
    assert not HIDDEN & numbers_written(drawn)
    return rows


# Things that are not what control() returns, given to every public verb


class Pretender:
    """Says that it is Controlled."""

    __class__ = Controlled
    tabulation, missing, title_period, invented = "", (), "", False
    source = citation = note = ""
    rows = pd.DataFrame({"district": ["Larkmere"], "victims": [3], "status": ["shown"]})


def forged():
    """Return an object of the class that did not come through the door."""
    return object.__new__(Controlled)


FRAME = pd.DataFrame({"district": ["Larkmere"], "victims": [3], "status": ["shown"]})
THINGS = {
    "a DataFrame": lambda: FRAME,
    "a DataFrame with the attributes of one that passed": lambda: _with_attributes(FRAME.copy()),
    "a Series": lambda: FRAME["victims"],
    "an Index": lambda: FRAME.index,
    "a GroupBy": lambda: FRAME.groupby("district"),
    "a Styler": lambda: SimpleNamespace(data=FRAME, to_html=FRAME.to_html),
    "a dict": lambda: FRAME.to_dict(),
    "a list of dicts": lambda: FRAME.to_dict("records"),
    "an array": lambda: FRAME.to_numpy(),
    "a record array": lambda: FRAME.to_records(),
    "text": lambda: FRAME.to_csv(),
    "JSON": lambda: FRAME.to_json().encode(),
    "a number": lambda: 3,
    "nothing": lambda: None,
    "a generator": lambda: (row for row in FRAME.itertuples()),
    "the class itself": lambda: Controlled,
    "an object that says it is one": Pretender,
    "one that was never filled": forged,
    "a namespace with its attributes": lambda: SimpleNamespace(rows=FRAME, missing=(), tabulation=""),
    "a finished piece": lambda: pieces.Piece(kind="table", title="x"),
    "a sentence": lambda: "Larkmere",
}
DRAWING = {
    "bar": lambda thing: publish.bar(thing, "district", "victims", **WORDS),
    "dot": lambda thing: publish.dot(thing, "district", "victims", **WORDS),
    "flow": lambda thing: publish.flow(thing, "district", "district", "victims", **WORDS),
    "network": lambda thing: publish.network(thing, "district", "district", "district", **WORDS),
    "funnel": lambda thing: publish.funnel(thing, "district", "victims", highlight=[], **WORDS),
    "line": lambda thing: publish.line(thing, "district", "victims", **WORDS),
    "map": lambda thing: publish.map(thing, FRAME, "district", "victims", unit="Victims", **WORDS),
    "table": lambda thing: publish.table(thing, **WORDS),
    "brief": lambda thing: publish.brief(thing),
}
OTHER = {
    "changes": lambda thing: publish.changes(thing),
    "say": lambda thing: publish.say("{n} victims", OTHERWISE, n=thing),
    "losses": lambda thing: publish.losses(thing),
    "narrowest": lambda thing: publish.narrowest(thing),
    "revisions": lambda thing: publish.revisions(thing),
    "rules": lambda thing: publish.rules(thing),
    "shown_as_published": lambda thing: publish.shown_as_published(thing),
}


def _with_attributes(frame):
    frame.attrs |= {"tabulation": TABLE, "controlled": True}
    return frame


def test_every_public_verb_is_tried_here():
    # What `show` takes is what the others made: test_several.py tries it, test_derived.py work_out, and
    # test_what_if.py what_if, which takes no Controlled but passes the door itself; test_looked_up.py
    # look_up, which takes names alone; and test_page_one.py what page one is made of, which are sentences.
    own = {"finding", "findings", "cannot_say"}
    own |= {"show", "control", "look_up", "periods", "stack", "work_out", "what_if", "Controlled"}
    assert {*DRAWING, *OTHER} | own == set(publish.__all__)


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("verb", [*DRAWING, *OTHER])
def test_no_verb_takes_anything_but_what_the_door_let_through(verb, thing):
    with pytest.raises((TypeError, InputError, AttributeError)) as fault:
        (DRAWING | OTHER)[verb](THINGS[thing]())
    if verb in DRAWING:
        assert isinstance(fault.value, TypeError)
        assert "publish.control()" in str(fault.value) or "through the door" in str(fault.value)


@pytest.mark.parametrize("thing", [name for name in THINGS if not name.startswith("a DataFrame")])
def test_the_door_takes_nothing_but_a_measure(thing):
    with pytest.raises(TypeError, match="DataFrame"):
        publish.control(THINGS[thing](), table=TABLE)


@pytest.mark.parametrize("thing", THINGS)
def test_no_value_is_made_of_anything(thing):
    with pytest.raises(TypeError):
        Value(THINGS[thing]())
    with pytest.raises(TypeError):
        Controlled(THINGS[thing]())


# Forging and changing what has passed


FORGERIES = {
    "pickling": lambda safe: pickle.dumps(safe),
    "an old pickle": lambda safe: pickle.dumps(safe, protocol=0),
    "reducing": lambda safe: safe.__reduce__() and safe.__reduce_ex__(2),
    "a state put back": lambda safe: safe.__setstate__({"frame": FRAME}),
    "a subclass": lambda safe: type("Mine", (Controlled,), {}),
    "a subclass of a value": lambda safe: type("Mine", (Value,), {"status": "shown"}),
    "a subclass of a sentence": lambda safe: type("Mine", (Sentence,), {}),
    "an attribute": lambda safe: setattr(safe, "missing", ()),
    "a new attribute": lambda safe: setattr(safe, "frame", FRAME),
    "an attribute past the class": lambda safe: object.__setattr__(safe, "_Controlled__frame", FRAME),
    "a property past the class": lambda safe: object.__setattr__(safe, "rows", FRAME),
    "deleting": lambda safe: delattr(safe, "missing"),
    "another class": lambda safe: setattr(safe, "__class__", Pretender),
    "its dictionary": lambda safe: vars(safe).update(rows=FRAME),
    "an empty one filled": lambda safe: object.__setattr__(forged(), "_frame", FRAME),
    "an empty one read": lambda safe: forged().rows,
    "an empty one shown": lambda safe: repr(forged()),
    "an empty one copied": lambda safe: publish.table(copy.deepcopy(forged()), **WORDS),
    "an empty value": lambda safe: publish.say("{n} victims", OTHERWISE, n=object.__new__(Value)),
    "a value printed": lambda safe: print(safe.count()),
    "a value formatted": lambda safe: f"{safe.count():>10}",
    "a value joined": lambda safe: "of " + safe.count(),
    "a value compared": lambda safe: sorted([safe.count(), safe.count()]),
    "a value counted with": lambda safe: safe.count() + 1,
    "a value as a whole number": lambda safe: int(safe.count()),
    "words of what is no value": lambda safe: words_of("3"),
    "a sentence by hand": lambda safe: Sentence("There were 3 victims"),
    "a sentence past its class": lambda safe: publish.table(
        safe, title=str.__new__(Sentence, "There were 3 victims")
    ),
    "a sentence carried on": lambda safe: publish.table(
        safe, title=publish.say("{n} rows", OTHERWISE, n=safe.count()) + " and 3 victims"
    ),
    "a sentence replaced in": lambda safe: publish.table(
        safe, title=publish.say("{n} rows", OTHERWISE, n=safe.count()).replace("rows", "rows, 3 victims")
    ),
    "a sentence pickled": lambda safe: publish.table(
        safe, title=pickle.loads(pickle.dumps(publish.say("{n} rows", OTHERWISE, n=safe.count())))
    ),
    "a text that is not only text": lambda safe: publish.table(safe, title=type("T", (str,), {})("Three")),
    "a frame in place of the table's name": lambda safe: publish.control(FRAME, table=FRAME),
    "what passed, once more": lambda safe: publish.control(safe, table=TABLE),
}


@pytest.mark.parametrize("attempt", FORGERIES)
def test_what_has_passed_cannot_be_forged_or_changed(attempt, victims):
    safe = publish.control(victims, table=TABLE)
    with pytest.raises((TypeError, AttributeError, InputError)):
        FORGERIES[attempt](safe)
    tells_nothing(safe)


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, lambda safe: safe])
def test_a_copy_is_the_same_and_changing_what_it_hands_out_changes_nothing(way, victims):
    safe = way(publish.control(victims, table=TABLE))
    handed_out = safe.rows
    handed_out["victims"], handed_out["status"] = 3, "shown"
    handed_out.attrs["victims"] = 3
    victims.loc[:, "victims"] = 3
    tells_nothing(safe)


def test_a_chain_of_references_from_what_passed_leads_to_no_hidden_number(victims):
    import gc

    safe = publish.control(victims, table=TABLE)
    seen, queue = set(), [safe, safe.value("victims", offence_group="Theft", district="Larkmere")]
    while queue:
        thing = queue.pop()
        if id(thing) in seen or inspect.ismodule(thing) or inspect.isclass(thing):
            continue
        seen.add(id(thing))
        assert not isinstance(thing, pd.DataFrame) or thing is not victims
        if not callable(thing) and len(seen) < 5_000:
            queue += gc.get_referents(thing)


# Measures that the door refuses


def renamed(**names):
    return lambda frame: frame.rename(columns=names)


def added(**columns):
    return lambda frame: frame.assign(**columns)


def put(column, row, value):
    def change(frame):
        frame[column] = frame[column].astype(object)
        frame.loc[row, column] = value
        return frame

    return change


class Chameleon(str):
    """Is equal to one label and written as another."""

    def __str__(self):
        return "3 victims"


def _duplicate(frame):
    frame.columns = ["period", "offence_group", "district", "victims", "victims"]
    return frame


REFUSED = {
    # rows that are no cell
    "a label of its own": (put("district", 0, "Larkmere: 3"), "not a cell"),
    "a label with a blank behind": (put("district", 0, "Larkmere "), "not a cell"),
    "a label in other letters": (put("district", 0, "LARKMERE"), "not a cell"),
    "a label that is a number": (put("district", 0, 3), "not a cell"),
    "a label that is missing": (put("district", 0, None), "not a cell"),
    "a label that is not a number": (put("district", 0, float("nan")), "not a cell"),
    "a label that only looks like one": (put("district", 0, Chameleon("Quarrowby")), "not a cell"),
    "a label as bytes": (put("district", 0, b"Quarrowby"), "not a cell"),
    "a list for a label": (put("district", 0, ["Quarrowby"]), "not a cell"),
    "a cell of another column": (put("offence_group", 0, "Quarrowby"), "not a cell"),
    "another period": (put("period", 0, "year ending 2025-Q4"), "not a cell"),
    "a period as a quarter": (put("period", 0, "2026-Q1"), "not a cell"),
    "a period as a date": (put("period", 0, pd.Timestamp("2026-03-31")), "not a cell"),
    "all cells of another tabulation": (lambda f: f.assign(district="Female"), "not a cell"),
    "one cell twice": (lambda f: pd.concat([f, f.iloc[[1]]]), "second row"),
    "a column of the table left out": (lambda f: f.drop(columns="district"), 'no column "district"'),
    "a column of the table under another name": (renamed(district="districts"), 'no column "district"'),
    "keys in the index": (lambda f: f.set_index(["offence_group", "district"]), 'no column "'),
    # counts that are not the solved ones
    "a count that is one higher": (put_count := (lambda f: f.assign(victims=f["victims"] + 1)), "differs"),
    "a hidden count in a shown cell": (lambda f: f.assign(victims=np.roll(f["victims"], 1)), "differs"),
    "a blank count that is shown": (
        lambda f: f.assign(victims=f["victims"].astype(float).where(f["district"].ne("Quarrowby"))),
        "hold no number|differs",
    ),
    "a fraction": (lambda f: f.assign(victims=f["victims"] + 0.03), "differs"),
    "a count below nought": (lambda f: f.assign(victims=-f["victims"]), "differs"),
    "an infinite count": (lambda f: f.assign(victims=float("inf")), "infinite"),
    "counts as text": (lambda f: f.assign(victims=f["victims"].astype(str)), "as numbers"),
    "counts as categories": (lambda f: f.assign(victims=f["victims"].astype("category")), "as numbers"),
    "counts as objects": (lambda f: f.assign(victims=f["victims"].astype(object)), "as numbers"),
    "counts as true and false": (lambda f: f.assign(victims=f["victims"].gt(0)), "as numbers"),
    "counts as complex numbers": (lambda f: f.assign(victims=f["victims"] + 3j), "as numbers|differs"),
    "counts as spans of time": (lambda f: f.assign(victims=pd.to_timedelta(f["victims"])), "as numbers"),
    "no counts": (lambda f: f.drop(columns="victims"), 'no column "victims"'),
    "the counts under another name": (renamed(victims="people"), "people|victims"),
    # other numbers
    "a second count": (added(offences=lambda f: f["victims"]), '"offences" cannot be recomputed'),
    "a copy of the counts": (added(victims_2=lambda f: f["victims"]), "victims_2"),
    "the hidden count as a population": (added(population=lambda f: f["victims"]), '"population"'),
    "a rate of nobody": (added(rate_per_1000=3.0), "rate_per_1000"),
    "a rate with a count as denominator": (
        lambda f: measures.rate(f.assign(population=f["victims"] + 1), "victims", "population"),
        '"population"',
    ),
    "a rate per three": (added(rate_per_3=1.0), '"rate_per_3"'),
    "a share of the shown": (added(share_pct=lambda f: f["victims"] / 97 * 100), '"share_pct"'),
    "a share as it was known": (added(share_pct=3.0), '"share_pct"'),
    "a complement": (added(share=lambda f: 1 - f["victims"] / 142), '"share"'),
    "an odd ratio": (added(ratio=1.03), '"ratio"'),
    "a change by hand": (added(change=3), '"change"'),
    "limits without a rate": (added(lower=2.0, upper=4.0), '"lower"'),
    "an index": (added(index=100.0), '"index"'),
    "a score": (added(score=lambda f: f["victims"] ** 2), '"score"'),
    "a logarithm": (added(log_victims=lambda f: np.log1p(f["victims"])), '"log_victims"'),
    "a sum that runs": (added(running=lambda f: f["victims"].cumsum()), '"running"'),
    "a total of another kind": (added(total_victims=3), '"total_victims"'),
    "the number of a row": (added(row=range(9)), '"row"'),
    "a standard deviation": (added(deviation=1.5), '"deviation"'),
    "a column of dates with a count in it": (
        added(when=lambda f: pd.to_datetime(f["victims"], unit="D")),
        '"when"',
    ),
    # words and other columns
    "three of five": (added(words="3 of 5"), '"words"'),
    "a word for a number": (added(size=lambda f: np.where(f["victims"] < 5, "few", "many")), '"size"'),
    "counts in words": (added(said="three"), '"said"'),
    "a true and false": (added(small=lambda f: f["victims"] < 5), '"small"'),
    "a true and false that may be missing": (
        added(small=lambda f: (f["victims"] < 5).astype("boolean")),
        '"small"',
    ),
    "a category": (
        added(band=lambda f: pd.cut(f["victims"], [-1, 4, 99], labels=["a", "b"])),
        '"band"',
    ),
    "an interval": (added(band=lambda f: pd.cut(f["victims"], [-1, 4, 99])), '"band"'),
    "a position": (added(position="below the outer limit"), '"position"'),
    "a direction": (added(direction="rose"), '"direction"'),
    "a list in a cell": (lambda f: f.assign(parts=[[3]] * len(f)), '"parts"'),
    "a frame in a cell": (lambda f: f.assign(parts=[FRAME] * len(f)), '"parts"'),
    "a name with a count": (added(area_name="Larkmere 3"), '"area_name"'),
    "another place's name": (added(area_name="Quarrowby"), '"area_name"'),
    "a code with a count": (added(area_code="E06000003"), '"area_code"'),
    "a name that is the count": (added(area_name=lambda f: f["victims"].astype(str)), '"area_name"'),
    "a reference": (added(crime_reference="A/3"), '"crime_reference"'),
    "a name of a person": (added(name="Somebody"), '"name"'),
    # places below the floor
    "a small area": (added(lsoa21_code="E01000003"), "finer than msoa, the floor"),
    "a small area's name": (added(lsoa21_name="Larkmere 003"), "finer than msoa, the floor"),
    "a ward": (added(ward22_name="Market"), "finer than msoa, the floor"),
    "a postcode": (added(postcode="XX9 9XX"), "finer than msoa, the floor"),
    "an address": (added(address="Market Street"), "finer than msoa, the floor"),
    # names of columns
    "a count in a column's name": (lambda f: f.assign(**{"Larkmere: 3": 1}), "no plain name"),
    "a digit for a column's name": (lambda f: f.assign(**{"3": 1}), "no plain name"),
    "a number for a column's name": (
        lambda f: f.assign(**{"x": 1}).rename(columns={"x": 3}),
        "no plain name",
    ),
    "a pair for a column's name": (lambda f: f.rename(columns={"victims": ("victims", 3)}), "no plain name"),
    "columns on two levels": (lambda f: pd.concat({"a": f}, axis=1), "no plain name"),
    "an underscored name": (lambda f: f.assign(_people=3), "no plain name"),
    "one name twice": (_duplicate, "twice"),
    "a denominator with a digit": (
        lambda f: measures.rate(f.assign(people_3=9000), "victims", "people_3"),
        '"people_3"',
    ),
    # status
    "no status": (lambda f: f.drop(columns="status"), 'no column "status"'),
    "a status with the count": (put("status", 0, "suppressed (3)"), "none of shown"),
    "a status that is missing": (put("status", 0, None), "none of shown"),
    "a status that is not a number": (put("status", 0, float("nan")), "none of shown"),
    "a status that is true": (put("status", 0, True), "none of shown"),
    "a status that only looks like one": (put("status", 0, Chameleon("shown")), "none of shown"),
}


@pytest.mark.parametrize("attempt", REFUSED)
def test_the_door_refuses_by_name_and_never_tells_a_count(attempt, victims):
    change, wanted = REFUSED[attempt]
    with pytest.raises(InputError, match=wanted) as fault:
        publish.control(change(victims), table=TABLE, uses=["residents"])
    told = {word.strip('.,;:"()') for word in str(fault.value).split()}
    assert "30" not in told and "Somebody" not in told and "A/3" not in told


# Measures that pass, and what is left of the hidden numbers in them


def _attributes(frame):
    frame.attrs["truth"] = frame["victims"].tolist()
    frame.index = frame["victims"].to_numpy()
    return frame


def _categories(frame):
    labels = [*frame["district"].unique(), "Larkmere has 3"]
    return frame.assign(district=pd.Categorical(frame["district"], categories=labels))


class Masked(pd.DataFrame):
    """A DataFrame that pretends to have let everything be blanked."""

    def __setitem__(self, key, value):
        pass

    def copy(self, deep=True):
        return self


PASSED = {
    "the true counts of hidden cells": lambda f: f,
    "a status set to shown": lambda f: f.assign(status="shown"),
    "a status as categories": lambda f: f.assign(status=f["status"].astype("category")),
    "keys as categories with a count among them": _categories,
    "an index of counts and attributes with them": _attributes,
    "a named index": lambda f: f.rename_axis("three victims"),
    "an index with counts on two levels": lambda f: f.set_index([f["victims"], f.index]),
    "counts as decimals": lambda f: f.assign(victims=f["victims"].astype(float)),
    "counts that may be missing": lambda f: f.assign(victims=f["victims"].astype("Int64")),
    "counts in a sparse column": lambda f: f.assign(victims=pd.arrays.SparseArray(f["victims"])),
    "counts of eight bits": lambda f: f.assign(victims=f["victims"].astype("int8")),
    "rows that run from the largest": lambda f: f.sort_values("victims", ascending=False),
    "rows that run from the smallest": lambda f: f.sort_values("victims"),
    "only what was counted small": lambda f: f[f["victims"] < 5],
    "only what was counted large": lambda f: f[f["victims"] >= 10],
    "the five largest": lambda f: measures.largest(f, "victims", 5).drop(columns="rank"),
    "the five largest with their rank": lambda f: measures.largest(f, "victims", 5),
    "a measure that lies about itself": lambda f: Masked(f),
    "a method with a count": lambda f: f.assign(method="3 of 5"),
    "a method in a row that is not available": lambda f: f.assign(
        method="not given: 3 victims", status=["not available"] + ["shown"] * 8
    ),
    "shares of each offence": lambda f: measures.share(f, "district", "victims", within="offence_group"),
    "shares of each district": lambda f: measures.share(f, "offence_group", "victims", within="district"),
    "shares of them all": lambda f: measures.share(f, ["offence_group", "district"], "victims"),
    "shares with limits": lambda f: measures.proportion(
        f.assign(total_victims=f.groupby("district")["victims"].transform("sum")), "victims", "total_victims"
    ),
    "ratios of two districts": lambda f: _ratio(f),
    "rates of residents": lambda f: measures.rate(f.assign(residents=9000), "victims", "residents"),
    "a funnel of rates": lambda f: measures.funnel_of_rates(f.assign(residents=9000), "victims", "residents"),
    "mean ages": lambda f: f.assign(mean_age=33.333333),
    "medians": lambda f: f.assign(median_age=f["victims"].astype(float)),
    "dates of the period": lambda f: f.assign(period_start="3 victims"),
    "names of places": lambda f: f.assign(area_name=f["district"]),
    "a period left out": lambda f: f.drop(columns="period"),
}


def _ratio(frame):
    other = frame[frame["district"].eq("Quarrowby")].set_index("offence_group")["victims"]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = frame["victims"] / frame["offence_group"].map(other)
    lost = np.isinf(ratio)
    return frame.assign(
        ratio=ratio.mask(lost), status=np.where(lost | ratio.isna(), "not available", "shown")
    )


@pytest.mark.parametrize("attempt", PASSED)
def test_what_passes_tells_no_hidden_number(attempt, victims):
    safe = publish.control(PASSED[attempt](victims), table=TABLE, uses=["residents"])
    if safe.missing:
        assert safe.rows.empty
        return
    rows = tells_nothing(safe)
    held = {
        (offence, place) for offence in ("Theft", "Burglary") for place in ("Larkmere", "Hethering-on-Wend")
    }
    for row in rows.itertuples():
        assert (row.status != "shown") or (row.offence_group, row.district) not in held


def test_at_least_a_hundred_ways_were_tried():
    ways = len(FORGERIES) + len(REFUSED) + len(PASSED) + len(WORDS_TRIED)
    assert ways >= 100


# Words


WORDS_TRIED = {
    "a digit in the note": lambda safe: publish.control(safe, table=TABLE, note="All but 3 are shown"),
    "a count in the note": lambda safe: publish.control(
        safe, table=TABLE, note="Three victims are not shown"
    ),
    "a digit in the period": lambda safe: publish.control(safe, table=TABLE, title_period="3 in 2026"),
    "a count in the period": lambda safe: publish.control(
        safe, table=TABLE, title_period="one victim a year"
    ),
    "a note that is a number": lambda safe: publish.control(safe, table=TABLE, note=3),
    "a digit in the title": lambda safe: table_of(safe, title="Theft: 3 in Larkmere"),
    "a half in the title": lambda safe: table_of(safe, title="Theft: ½ in Larkmere"),
    "a circled digit": lambda safe: table_of(safe, title="Theft: ③"),
    "a digit of another script": lambda safe: table_of(safe, title="Theft: ٣"),
    "a Roman numeral sign": lambda safe: table_of(safe, title="Theft: Ⅲ"),
    "a count in the title": lambda safe: table_of(safe, title="Three victims of theft live in Larkmere"),
    "two of the three": lambda safe: table_of(safe, title="Two of the three were in Larkmere"),
    "all but one": lambda safe: table_of(safe, title="All but one were in Quarrowby"),
    "only one": lambda safe: table_of(safe, title="Only one was in Larkmere"),
    "a single victim": lambda safe: table_of(safe, title="A single victim was in Larkmere"),
    "a digit in the subtitle": lambda safe: table_of(safe, subtitle="3 victims"),
    "a count in the subtitle": lambda safe: table_of(safe, subtitle="Theft of which one person"),
    "a digit in the alt text": lambda safe: table_of(safe, alt="A table in which Larkmere has 3"),
    "a count in the alt text": lambda safe: table_of(safe, alt="In Larkmere one woman was robbed"),
    "a digit in a heading": lambda safe: table_of(safe, headings={"victims": "Victims (3 hidden)"}),
    "a count in a heading": lambda safe: table_of(safe, headings={"victims": "Three victims"}),
    "a heading that is a number": lambda safe: table_of(safe, headings={"victims": 3}),
    "a digit in a template": lambda safe: say_of(safe, "{n} of 3 rows"),
    "a count in a template": lambda safe: say_of(safe, "Two of the three victims in {n} rows"),
    "a count in the otherwise": lambda safe: say_of(safe, "{n} rows", "One victim was in Larkmere"),
    "a digit in the otherwise": lambda safe: say_of(safe, "{n} rows", "3 were in Larkmere"),
    "a format that cuts": lambda safe: say_of(safe, "{n:.3} rows"),
    "an attribute in a template": lambda safe: say_of(safe, "{n._frame} rows"),
    "rows picked by status": lambda safe: publish.control(safe, table=TABLE).count(status="suppressed"),
    "rows picked by a blank": lambda safe: publish.control(safe, table=TABLE).count(victims=float("nan")),
    "rows picked by a count": lambda safe: publish.control(safe, table=TABLE).count(victims=3),
    "names picked by a count": lambda safe: publish.control(safe, table=TABLE).text("district", victims=40),
}


def table_of(measure, title="Victims", **words):
    return publish.table(publish.control(measure, table=TABLE), title=title, **words)


def say_of(measure, template, otherwise=OTHERWISE):
    return publish.say(template, otherwise, n=publish.control(measure, table=TABLE).count())


@pytest.mark.parametrize("attempt", WORDS_TRIED)
def test_no_words_carry_a_count(attempt, victims):
    with pytest.raises((InputError, TypeError)):
        WORDS_TRIED[attempt](victims)


@pytest.mark.parametrize(
    "ask",
    [
        lambda safe: safe.value("victims", offence_group="Theft", district="Larkmere"),
        lambda safe: safe.value("victims", offence_group="Theft", district="Hethering-on-Wend"),
        lambda safe: safe.value("victims", as_="decimal", offence_group="Theft", district="Larkmere"),
        lambda safe: safe.total("victims"),
        lambda safe: safe.total("victims", offence_group="Theft"),
        lambda safe: safe.total("victims", district="Larkmere"),
        lambda safe: safe.largest(2, "victims", "district")["second"],
        lambda safe: safe.smallest(1, "victims", "district")["first"],
        lambda safe: safe.largest(1, "victims", "victims", offence_group="Burglary")["first"],
        lambda safe: safe.largest(2, "victims", "district", offence_group="Burglary")["second"],
    ],
)
def test_no_sentence_says_or_completes_a_hidden_number(ask, victims):
    safe = publish.control(victims, table=TABLE)
    said = publish.say("There were {n}", OTHERWISE, n=ask(safe))
    assert said == OTHERWISE and said.said_otherwise and not said.figures


def test_a_ranking_without_a_hidden_row_is_said(victims):
    safe = publish.control(victims, table=TABLE)
    assert (
        words_of(safe.largest(1, "victims", "district", offence_group="Robbery")["first"])
        == "Hethering-on-Wend"
    )


def test_a_ranking_is_not_said_where_hidden_rows_were_left_out(victims):
    safe = publish.control(
        victims[victims["district"].eq("Quarrowby") | victims["victims"].gt(8)], table=TABLE
    )
    assert safe.largest(1, "victims", "district")["first"].status == "not available"
    assert safe.total("victims").status == "suppressed"


# The sentence with which this project began: it amounted to a count of one


@pytest.fixture
def one_person(solved, victims):
    """Return a measure in which one victim of theft in Larkmere is the only one."""
    victims.loc[victims["district"].eq("Larkmere") & victims["offence_group"].eq("Theft"), "victims"] = 1
    return publish.control(victims, table=TABLE)


def test_no_sentence_amounts_to_a_count_of_one(one_person):
    place = {"offence_group": "Theft", "district": "Larkmere"}
    for ask in (one_person.value("victims", **place), one_person.value("victims", as_="one in", **place)):
        assert publish.say("{n} of them", OTHERWISE, n=ask) == OTHERWISE


@pytest.mark.parametrize(
    "words",
    ["One victim was from Larkmere", "just one was", "All but one were helped", "One out of the three"],
)
def test_no_alt_text_amounts_to_a_count_of_one(one_person, words):
    with pytest.raises(InputError, match="counts in words"):
        publish.table(one_person, title="Theft", alt=words)


def test_a_picture_s_own_alt_text_says_only_that_some_are_hidden(victims):
    safe = publish.control(victims[victims["offence_group"].eq("Theft")], table=TABLE)
    drawn = publish.bar(safe, "district", "victims", title="Theft by district")
    assert drawn.alt.endswith("Some figures are hidden, so that nobody can be recognised.")
    assert not HIDDEN & numbers_written(drawn)


def test_no_difference_amounts_to_a_count_of_one(quarters):
    changes = quarters.sort_values("period")
    change = changes.groupby("district")["victims"].diff()
    measure = changes.assign(change=change, status=np.where(change.isna(), "not available", "shown"))
    rows = publish.control(measure.sort_index(), table=BY_QUARTER).rows
    near = rows[
        rows["district"].isin(["Larkmere", "Quarrowby"]) & rows["period"].isin(["2025-Q4", "2026-Q1"])
    ]
    # The quarter after a hidden one is hidden too: its change and its count would give the hidden one.
    assert near["status"].eq("suppressed").all() and near["change"].isna().all()


def test_the_complement_of_a_hidden_share_is_not_shown(with_totals):
    shares = with_totals.assign(share_pct=with_totals["victims"] / 142 * 100)
    rows = publish.control(shares, table=TABLE).rows
    hidden = rows[rows["status"].eq("suppressed")]
    assert len(hidden) == 4 and hidden["share_pct"].isna().all()


def test_a_mean_does_not_say_that_one_of_them_has_two(victims):
    kept = victims[victims["offence_group"].eq("Theft") & victims["district"].eq("Quarrowby")]
    rows = publish.control(kept.assign(mean_offences=41 / 40), table=TABLE).rows
    assert rows["mean_offences"].tolist() == [1.0]


def test_what_was_given_cannot_be_had_from_the_module_of_the_door(victims):
    door = importlib.import_module("analysis.publish.door.control")
    publish.control(victims, table=TABLE)
    held = [value for value in vars(door).values() if isinstance(value, pd.DataFrame)]
    assert not held


OF_PEOPLE = ("victims", "contacts", "referrals", "duty_to_notify", "asylum_support", "resettlement")


@pytest.mark.parametrize("name", OF_PEOPLE)
def test_the_open_door_takes_no_table_of_counts_of_people(name, county):
    """Whichever open card is named, and whatever pandas made of the table."""
    rows = getattr(people, name)("sampleshire")
    unit = rows.select_dtypes("number").columns[0]
    plain = pd.DataFrame({column: list(rows[column]) for column in rows.columns})
    for measure in (rows, rows.head(3), rows[["status", unit]], plain, plain.add_suffix("_before")):
        with pytest.raises(InputError) as refused:
            publish.control(measure.assign(status="shown"), uses=["census_ts029"])
        assert "under disclosure control" in str(refused.value)
