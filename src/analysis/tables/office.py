"""The logs that an office keeps by hand, each a table: data/reference/local_logs.toml declares their columns.

Without its log a table has no rows. Every function raises InputError naming file, row and rule, never a
value, for a log that may not be let in, a second row where there may be one, and rows that contradict
themselves.
"""

import datetime
import difflib
import functools
import re

import pandas as pd
import pandera.pandas as pa

from analysis import extracts
from analysis.errors import InputError, MissingSourceError
from analysis.extracts import logs
from analysis.tables import lookups
from analysis.tables.as_of import known
from analysis.tables.declaration import QUARTER, Declaration, checked, empty
from analysis.tables.declared import table
from analysis.tables.places import points, ward_names
from analysis.tables.registers import COMMITMENTS, commitments, recommendations

__all__ = [
    "assurance",
    "campaigns",
    "channels",
    "commitment_progress",
    "contracts",
    "decision_makers",
    "expected_returns",
    "language_decisions",
    "options",
    "outreach",
    "pathway_responsibility",
    "piece_tests",
    "provider_capacity",
    "quotations",
    "referral_network",
    "service_points",
    "services",
]

SAID_BY_NOBODY = (
    "says whether it shares details with immigration enforcement, and not who said so or on which day. "
    'Fill in sharing_said_by and sharing_said_on, or write "not known" until somebody has asked it'
)
ALL_OF_THEM = 100  # per cent
NOT_KNOWN = "not known"
PUBLISHED, NO_FAULT, NOTHING_CHANGED = "published", "no fault found", "none needed"
COSTS = ["cost", "cost_lower", "cost_upper"]
EFFECTS = ["effect_pct", "effect_lower_pct", "effect_upper_pct"]
ENDS = ["from_organisation", "to_organisation"]
FACE_TO_FACE = ("in person", "visits")
# What a safe place is called: with a ward beside it, it would tell where people are hidden.
SAFE_PLACES = re.compile(
    r"\b(?:refuge|safe ?-?(?:house|home|accommodation)|shelter|sanctuary|hostel)s?\b", re.I
)
STREETS = re.compile(
    r"\d|\b(?:street|st|road|rd|lane|avenue|ave|drive|close|crescent|court|terrace|way|place|flat|unit|suite|"
    r"house|building|floor|centre|po box)\b|,",
    re.I,
)


def opened(area, name):
    """Return the Log `name` of an area, None where the office keeps none; the area's folder is opened."""
    area, _ = lookups.opened(area)
    return if_kept(area, name)


def if_kept(area, name, read=extracts.log):
    """Return the Log `name` of an area as `opened` does, without a folder of publishers' files."""
    try:
        log = read(area, name)
    except MissingSourceError:
        return None
    once = logs.described(name).once
    if once:
        keys = [heading.replace("_", " ") for heading in once]
        same = " and ".join(filter(None, [", ".join(keys[:-1]), keys[-1]]))
        small = log.frame[list(once)].map(lambda cell: cell.casefold() if isinstance(cell, str) else cell)
        log.refuse(small.duplicated(), f"a second row for the same {same}. {logs.described(name).twice}")
    return log


@functools.cache
def declaration(name):
    """Return the declaration of the table of a log, made from what is listed of its columns."""
    log = logs.described(name)
    found = {one.called: _field(one) for one in logs.columns(name).values()}
    unique = [logs.columns(name)[heading].called for heading in log.once]
    body = {column: field for column, (_, field) in found.items()}
    body["__annotations__"] = {column: kind for column, (kind, _) in found.items()}
    config = {"unique": unique} if unique else {}
    return type(name, (Declaration,), body, status=log.sensitivity == logs.PEOPLE, **config)


def _field(one):
    """Return the type and the pandera Field of a column of a log."""
    checks = {"nullable": one.blank}
    if one.kind in (logs.DAY, logs.MONTH):
        return pd.Timestamp, pa.Field(**checks)
    if one.kind in (logs.NUMBER, logs.YEAR):
        return pd.Int64Dtype if one.blank else int, pa.Field(ge=0, **checks)
    if one.kind in (logs.PERCENTAGE, logs.SHARE, logs.AMOUNT):
        bounds = {"gt": 0} if one.kind == logs.PERCENTAGE else {"ge": 0}
        bounds |= {"le": ALL_OF_THEM} if one.kind == logs.SHARE else {}
        return float, pa.Field(**bounds, **checks)
    if one.kind == logs.CHOICE and not one.several:
        checks["isin"] = one.choices
    if one.kind == logs.QUARTER:
        checks["matches"] = QUARTER
    return str, pa.Field(**checks)


def _table(area, name, *rules):
    """Return the rows of a log as its `declaration` has them, once each of the `rules` has seen it.

    An edition as of an earlier quarter leaves out what was said since, where the log has a day for that.
    """
    return _declared(opened(area, name), name, area, rules)


def _declared(log, name, area=None, rules=()):
    if log is None:
        return empty(declaration(name))
    for rule in rules:
        rule(log, area)
    of, listed = logs.described(name), logs.columns(name)
    rows = log.frame if not of.known_on else known(log.frame, of.known_on)
    whole = [name for name, one in listed.items() if one.kind in (logs.NUMBER, logs.YEAR) and not one.blank]
    rows = rows.astype(dict.fromkeys(whole, "int64")).rename(
        columns={name: one.called for name, one in listed.items()}
    )
    return checked(
        declaration(name), rows.assign(status="shown") if of.sensitivity == logs.PEOPLE else rows, log.place
    )


@table("What was done about commitments that no figure shows", "a check of a commitment", ["assurance"])
def assurance(area):
    """Return what was done about commitments that no figure shows, and how many of its audience it reached.

    `reached` and `of` count those whom it was for, such as officers; both are blank where nobody counted.
    """
    return _table(area, "assurance", _of_commitments)


def _of_commitments(log, area):
    rows, made = log.frame, commitments(area)["number"].tolist()
    has = f"They are numbered {min(made)} to {max(made)}" if made else "None of this area is listed there"
    own = if_kept(area, "commitment_progress")
    known = made if own is None else [*made, *own.frame["commitment"]]
    log.refuse(
        ~rows["commitment"].isin(known),
        f"the commitment is not in data/reference/{COMMITMENTS}, and the log commitment_progress adds none "
        f"of that number. {has}.",
    )
    reached, of = (rows[name].astype("float64") for name in ("reached", "of"))  # missing compares as no
    log.refuse(
        (of == 0) | (reached > of) | (of.notna() & reached.isna()),
        "reached and of do not fit. Of is all whom it was for, 1 or more; reached is those of them whom it "
        "reached. Leave both blank where nobody counted.",
    )
    log.refuse(
        rows["next_day"] <= rows["day"], "next_day is no later than day. Leave it blank, or correct it."
    )
    log.refuse(
        rows["said_by"].str.casefold() == rows["verified_by"].str.casefold(),
        "verified_by is the one that said it. Leave it blank until another has looked.",
    )


@table("Campaigns", "a campaign in a language and place", ["campaigns"])
def campaigns(area):
    """Return what ran where, from when, and the smallest rise in contacts that was worth the money."""
    return _table(area, "campaigns", _comparable)


def _comparable(log, _):
    rows, whole = log.frame, logs.WHOLE_AREA
    log.refuse(
        rows["ended_on"] < rows["started_on"], "ends before it starts. Correct started_on or ended_on."
    )
    log.refuse(
        (rows["area"] == rows["comparison_area"]) | (rows["comparison_area"] == whole),
        "is compared with a place where it ran itself. Name a district where it did not run, or leave "
        "comparison_area blank.",
    )
    log.refuse(
        (rows["area"] == whole) & rows["comparison_area"].notna(),
        "ran in the whole area, and is compared with a part of it. Leave comparison_area blank.",
    )


@table("What channels cost and whom they reach", "a channel in a language", ["channels"])
def channels(area):
    """Return what each channel costs in one language, in pounds, and what share of those meant it reaches.

    The cost is of one district where `covers` is "each area", and of all together where it is "everywhere". A
    `material` is translated and tested first, for `material_cost` once a language.
    """
    return _table(area, "channels", _costed)


def _costed(log, _):
    rows = log.frame
    general = rows.loc[rows["language"].isna(), "channel"]
    log.refuse(
        rows["language"].notna() & rows["channel"].isin(general),
        "names a language, and another row has the same channel for all languages. Keep that one, or give "
        "each language its own.",
    )
    log.refuse(
        rows["reach_pct"] > ALL_OF_THEM,
        f"reaches more than all. Give reach_pct as a share, {ALL_OF_THEM} at most.",
    )
    log.refuse(
        rows["material"].isna() & rows["material_cost"].gt(0),
        "has a cost of a material and no material. Name it in material, or leave both blank.",
    )
    log.refuse(
        rows["material"].notna() & rows["material_cost"].isna(),
        "has a material without its cost. Fill in material_cost, 0 where it is free.",
    )
    kinds = rows.groupby(["material", rows["language"].astype("object").where(rows["language"].notna(), "")])
    log.refuse(
        rows["material"].notna() & kinds["material_cost"].transform("nunique").gt(1),
        "has a material that another row has at another cost. Give one cost, or two names.",
    )


@table("How far each commitment is", "a commitment", ["commitment_progress"])
def commitment_progress(area):
    """Return who owns each commitment, how far it is and by when it is due, as its owner says.

    A commitment that data/reference/commitments.toml does not list has `says` and `recommendation`; of one
    that it lists both are blank.
    """
    return _table(area, "commitment_progress", _of_recommendations)


def _of_recommendations(log, area):
    rows = log.frame
    here = rows["commitment"].isin(commitments(area)["number"])
    numbers = recommendations(area)["item"].str.extract(r"(\d+)$")[0].astype(int)
    log.refuse(
        rows["recommendation"].notna() & ~rows["recommendation"].isin(numbers),
        f"the recommendation does not exist. They are numbered {numbers.min()} to {numbers.max()}.",
    )
    told = rows["says"].notna() | rows["recommendation"].notna()
    log.refuse(
        here & told,
        f"data/reference/{COMMITMENTS} says what this commitment is and which recommendation it answers. "
        "Leave says and recommendation blank, or give another commitment a number that is free.",
    )
    log.refuse(
        ~here & (rows["says"].isna() | rows["recommendation"].isna()),
        f"the commitment is not in data/reference/{COMMITMENTS}. Correct its number, or fill in says and "
        "recommendation.",
    )


@table("Contracts of services for victims", "a contract", ["contracts"])
def contracts(area):
    """Return what is paid for, by whom, from when until when, and in pounds a year, as it was said last."""
    return _table(area, "contracts", _in_time)


def _in_time(log, _):
    rows = log.frame
    log.refuse(rows["ends_on"] < rows["starts_on"], "ends before it begins. Correct starts_on or ends_on.")
    log.refuse(
        rows["decide_by"] > rows["ends_on"],
        "is to be decided after it has ended. Correct decide_by or ends_on.",
    )


@table("Who decides on what", "a kind of decision", ["decision_makers"])
def decision_makers(area):
    """Return which role decides on each kind of thing that page one asks for, where and when next."""
    return _table(area, "decision_makers")


def contacts(area):
    """Return contacts to safe reporting routes by month and district, or whole area. Only release reads them.

    There is no language in it: a victim's language beside a district is a smaller group than may be kept. A
    month without a row was not counted; a month without a contact has 0.
    """
    place, _ = lookups.opened(area)
    # From the office's own folder, also where released tables are at hand: no chapter is handed it.
    return _declared(if_kept(place, "contacts", logs.read), "contacts")


@table("Decisions on languages, the newest of each", "a language", kept=True)
def language_decisions(area):
    """Return what a named role decided last for each language, on which day, and why ("" for no reason).

    The log keeps every decision. Of two of one day the lower row is the later.
    """
    rows = _declared(if_kept(area, "language_decisions"), "language_decisions")
    rows = rows.sort_values("decided_on", kind="stable").drop_duplicates("language", keep="last").sort_index()
    return rows.assign(reason=rows["reason"].where(rows["reason"].notna(), ""))


@table("Options for closing gaps", "an option", ["options"])
def options(area):
    """Return what could close each gap: people reached in a year, pounds in `cost_unit`, and the effect.

    `effect_pct` is how many of a hundred people reached are helped, with its interval and source. A cost or
    an effect that nobody gave is blank, and such an option cannot be ranked.
    """
    return _table(area, "options", _ranges)


def _ranges(log, _):
    rows = log.frame
    log.refuse(
        rows["people_lower"] > rows["people_upper"],
        "reaches fewer at most than at least. Turn people_lower and people_upper round.",
    )
    for what, called, fill in (
        (COSTS, "a cost", "cost, cost_lower and cost_upper: the same amount in all three for a fixed price"),
        (EFFECTS, "an effect", "all three"),
    ):
        given, blank = rows[what].notna().any(axis=1), rows[what].isna().any(axis=1)
        log.refuse(
            given & blank,
            f"has {called} without a range, or a range without {called}. Fill in {fill}.",
        )
        value, lower, upper = (rows[column] for column in what)
        log.refuse(
            (value < lower) | (value > upper),
            f"has {called} that does not lie between {what[1]} and {what[2]}. Correct them.",
        )
    log.refuse(
        rows[COSTS].notna().any(axis=1) & rows["cost_unit"].isna(),
        "has a cost without a unit. Say in cost_unit whether it is a year's, once, or for each person.",
    )
    log.refuse(
        rows[EFFECTS].notna().any(axis=1) & rows["effect_source"].isna(),
        "has an effect that nobody measured. Name in effect_source where it comes from.",
    )


@table("Outreach events", "a month, team, language and setting", ["outreach"])
def outreach(area):
    """Return events by month (`period_start`), team, language and setting; 0 where there were none.

    `language` is blank for English or several languages at once.
    """
    return _table(area, "outreach", _held)


def _held(log, _):
    rows = log.frame
    log.refuse(
        (rows["events"] > 0) & (rows["setting"].isna() | rows["interpreter"].isna()),
        "has events, and setting or interpreter is blank. Fill in both.",
    )
    log.refuse(
        rows["events"].eq(0) & rows.groupby(["month", "neighbourhood_team"])["events"].transform("sum").gt(0),
        "says that the team held no event in a month in which another row says that it did. Keep the one "
        "that is right.",
    )


@table("Who is responsible in each state of the pathway", "a state", ["pathway_responsibility"])
def pathway_responsibility(area):
    """Return which body is responsible for people in each state of the pathway, or "nobody", as it was said.

    `service` is what is commissioned for people in the state, blank where nothing is.
    """
    return _table(area, "pathway_responsibility")


@table("Translated pieces and their tests", "a test of a piece", ["piece_tests"])
def piece_tests(area):
    """Return each test of a translated piece; a planned piece has one row too.

    Translator, second reader and critical friend are roles or organisations, never persons. A row that is
    marked as published is refused unless two people read the piece, a critical friend tested it, and it was
    corrected and approved.
    """
    return _table(area, "piece_tests", _in_order, _fit_to_publish)


def _in_order(log, _):
    """Refuse rows that contradict themselves."""
    rows = log.frame
    log.refuse(
        rows["finding"].notna() & rows["tested_on"].isna(),
        "has a finding and no day of the test. Fill in tested_on.",
    )
    for column, says, alone in (
        ("finding", "finds a fault", NO_FAULT),
        ("change_made", "has a change", NOTHING_CHANGED),
    ):
        log.refuse(
            rows[column].str.contains(alone, regex=False, na=False) & (rows[column] != alone),
            f'{says} and "{alone}" at once. Keep the one that is right.',
        )
    log.refuse(
        rows["review_by"] <= rows["tested_on"],
        "is to be reviewed before it was tested. Correct tested_on or review_by.",
    )


def _fit_to_publish(log, _):
    """Refuse rows marked as published before the material was ready."""
    rows = log.frame
    published = rows["stage"] == PUBLISHED
    same = rows["translator"].str.casefold() == rows["second_reader"].str.casefold()
    fault = rows["finding"] != NO_FAULT
    unfixed = rows["change_made"].isna() | (rows["change_made"] == NOTHING_CHANGED)
    rules = [
        (rows["translator"].isna(), "nobody is named as its translator. Fill in translator"),
        (
            rows["second_reader"].isna() | same,
            "it was read by one alone. Have a second native reader, who is not the translator, read it and "
            "fill in second_reader",
        ),
        (
            rows["critical_friend"].isna() | rows["tested_on"].isna() | rows["finding"].isna(),
            "it was not tested. Test it with a critical friend and fill in critical_friend, tested_on and "
            "finding",
        ),
        (fault & unfixed, "a fault was found and nothing was changed. Correct it and fill in change_made"),
        (rows["approved"] != "yes", "it was not approved. Have it approved and fill in approved"),
        (rows["review_by"].isna(), "it has no day of review. Fill in review_by"),
    ]
    for wrong, rule in rules:
        log.refuse(
            published & wrong,
            f"is marked as published, and {rule}; until then set stage back.",
        )


@table("Returns that the office expects", "a return of a provider", ["expected_returns"])
def expected_returns(area):
    """Return the returns that the office of an area expects, a row a provider and kind of return.

    Raises InputError, as every log does, and for a last quarter before the first.
    """
    return _table(area, "expected_returns", _refuse_ends_before_it_begins)


def _refuse_ends_before_it_begins(log, _area):
    until = log.frame["until_quarter"]
    log.refuse(
        until.notna() & (until < log.frame["from_quarter"]), "ends before it begins: correct one quarter"
    )


@table("How many people providers could take on", "a provider in a quarter", ["provider_capacity"])
def provider_capacity(area):
    """Return how many people each provider could take on; a quarter that nobody asked about has no row."""
    return _table(area, "provider_capacity")


@table("Words of victims and professionals that may be printed", "a quotation", ["quotations"])
def quotations(area):
    """Return words of victims and professionals that may be printed: they agreed, and a role checked them.

    A row that is not marked as both is refused: a reader of the log must not have to remember which may be
    printed.
    """
    return _table(area, "quotations", _may_be_printed)


def _may_be_printed(log, _):
    rows = log.frame
    log.refuse(
        rows["consented"] != "yes",
        "is not marked as consented. Take the row out, or ask the person and write yes under consented.",
    )
    log.refuse(
        rows["checked_by"].isna() | rows["checked_on"].isna(),
        "is not marked as checked. Take the row out, or have it checked and fill in checked_by and "
        "checked_on.",
    )


@table("Who passes people on to whom", "a pair of organisations", ["referral_network"])
def referral_network(area):
    """Return who passes people on to whom; `people_a_year` is a band that tells no number below ten.

    Organisations have the spelling of the directory of services.
    """
    return _table(area, "referral_network", _as_in_the_directory)


def _as_in_the_directory(log, area):
    """Give the organisations of a network the spelling of the directory; refuse one that it does not list."""
    directory, rows = if_kept(area, "services"), log.frame
    if directory is None:
        raise InputError(
            f"{log.place}: names organisations, and there is no services.csv that lists them. `vna template "
            "services` writes an empty one."
        )
    names = directory.frame["organisation"]
    spelling = {name.casefold(): name for name in names}
    for end in ENDS:
        unknown = ~rows[end].str.casefold().isin(spelling)
        hint = _nearest_row(rows.loc[unknown, end], names, directory.place)
        log.refuse(unknown, f"{end} is an organisation that {directory.place} does not list. {hint}")
        rows[end] = rows[end].str.casefold().map(spelling).astype("str")
    log.refuse(rows[ENDS[0]] == rows[ENDS[1]], "passes people on to itself. Take the row out.")


def _nearest_row(unknown, names, place):
    """Return in which row of the directory the nearest name stands: the name itself is the office's."""
    lower = [name.casefold() for name in names]
    found = difflib.get_close_matches(unknown.iloc[0].casefold(), lower, n=1) if len(unknown) else []
    if not found:
        return "Add it there, or correct the name."
    return f"The nearest appears in {place}, row {names.index[lower.index(found[0])]}."


@table("What organisations say of reporting routes", "an organisation", ["services"])
def reporting_routes(area):
    """Return the safe reporting routes that the office itself checked, with who answers there and when.

    `tables.people.safe_reporting_routes` has them together with those that the project lists.
    """
    # Routes are in no place of the area, so that no folder of publishers' files is needed.
    log = if_kept(area, "reporting_routes")
    return _declared(log, "reporting_routes", area, (_has_come, _sharing_said))


def _has_come(log, _):
    """Refuse a day on which nobody can have looked or said something yet."""
    today = pd.Timestamp(datetime.date.today())
    for column in log.frame.columns.intersection(["checked_on", "verified_on", "sharing_said_on"]):
        log.refuse(log.frame[column] > today, f"has a day in {column} that has not come yet. Correct it.")


@table("Directory of services", "a service", ["services"])
def services(area):
    """Return the directory of services: who helps whom with what, where, in which language, verified when.

    Several values of a cell have "; " between them. `districts` are those served, or "Whole area". `ward` is
    where people are seen, blank for help from afar and for every refuge, whose place no table holds. `places`
    is how many people it helps at a time. `shares_with_enforcement` is what the people who run it said of
    immigration enforcement; where it is "not known" who was asked follows, or nothing.

    Also refused are a day in the future, an answer about immigration enforcement of nobody or no day, a
    refuge with a ward, and a ward that is an address or no ward of the area.
    """
    return _table(area, "services", _has_come, _sharing_said, _whole_or_parts, _places_told)


def _whole_or_parts(log, _):
    served = log.frame["districts"]
    log.refuse(
        served.str.contains(logs.WHOLE_AREA, regex=False) & served.ne(logs.WHOLE_AREA),
        "serves the whole area and districts of it at once. Keep the one that is right.",
    )


def said_by_nobody(rows):
    """Tell of which rows an answer on immigration enforcement is of nobody or of no day."""
    nobody, no_day = rows["sharing_said_by"].isna(), rows["sharing_said_on"].isna()
    return nobody.ne(no_day) | (nobody & rows["shares_with_enforcement"].ne(NOT_KNOWN))


def _sharing_said(log, _):
    """Refuse an answer on immigration enforcement of nobody or no day."""
    log.refuse(said_by_nobody(log.frame), f"{SAID_BY_NOBODY}.")


def _places_told(log, area):
    """Refuse a refuge's ward, an address in its place, and a ward outside the area."""
    rows = log.frame
    seen = rows["channel"].str.contains("|".join(FACE_TO_FACE))
    told = rows["ward"].notna()
    log.refuse(
        told & rows["refuge"].eq("yes"),
        "is a refuge and has something in the column ward. Where a refuge stands is never written down: "
        "leave the cell blank, and see that no other cell tells it.",
    )
    log.refuse(
        told & rows["service"].str.contains(SAFE_PLACES),
        "has the name of a safe place and has a ward. Fill in refuge with yes and leave ward blank, or "
        "give the service a name that says what else it is.",
    )
    wards = set(ward_names(area)["site"].str.casefold())
    unknown = told & ~rows["ward"].str.casefold().isin(wards)
    log.refuse(
        unknown & rows["ward"].str.contains(STREETS, na=False),
        "has what looks like an address in the column ward. Name the ward alone: no address is let in.",
    )
    if wards:
        # Without the nearest: it would all but say what is in the cell, and that may be a refuge's.
        log.refuse(
            unknown,
            "the ward is none of the area's; of two with one name each has its district in brackets. "
            "`vna template neighbourhood_teams` lists those there are.",
        )
    log.refuse(
        told & ~seen,
        "has a ward and sees nobody in person. Leave ward blank, or put in person or visits into channel.",
    )


@table("Where people may walk into a service", "a site of a service", ["services"])
def service_points(area):
    """Return where the services are that people may walk into: the middle of the ward of each.

    Columns: `organisation`, `service`, `site` (both names in one), `what_for`, `ward`, `places`,
    `verified_on`, `easting_metres`, `northing_metres`. A refuge and a service without a ward are not in it;
    nor is anything where the folder does not say where wards lie.
    """
    rows = services(area)
    told = rows[rows["ward"].notna() & rows["refuge"].eq("no")]
    wards = points(area, of="ward24")
    # Without a row a blank column is one of numbers, which have no letters.
    found = told.assign(key=told["ward"].astype("str").str.casefold()).merge(
        wards.assign(key=wards["site"].str.casefold()), on="key", how="inner", validate="many_to_one"
    )
    site = found["organisation"] + ": " + found["service"]
    told = ["organisation", "service", "site", "what_for", "ward", "places", "verified_on"]
    columns = [*told, "easting_metres", "northing_metres"]
    return found.assign(site=site.astype("str"))[columns].reset_index(drop=True)
