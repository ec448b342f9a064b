"""What page one says beside its findings: how sure each is, and what there is to decide this quarter."""

import pandas as pd

from analysis.errors import how_many
from analysis.measures.office.register import OVERDUE
from analysis.measures.plans.options import options_compared
from analysis.measures.plans.pieces import COVER, REWORD, RING, WITHDRAW
from analysis.measures.plans.spending import EVERYTHING, NOTHING_BOUGHT, ON_TOP, POUNDS
from analysis.measures.rates.status import in_day, phrase, require
from analysis.measures.services.contracts import OVERDUE_SINCE, contracts_now
from analysis.measures.services.directory import BETWEEN
from analysis.measures.services.directory_pages import (
    ENDED,
    ENDS_LATER,
    NO_LOT,
    SOON,
    funding_by_lot,
    funding_ends,
)
from analysis.measures.services.reporting_routes import FIRST
from analysis.states import SHOWN

__all__ = ["confidence_rule", "to_decide"]

HIGH, MEDIUM, LOW = "High", "Medium", "Low"
OLD, MONTHS = 24, 12
LEFT_OUT_PCT = 1  # of a file's records: from more than so many on some figures are too low
WIDE = 2  # an upper end of more than twice the lower: a plan for one end is wrong at the other
NO_OWNER, NOT_GIVEN = "to be named", "not given"
# What somebody may be named for, as the office's list of who decides has it
CONTRACTS, COMMITMENTS = "contracts and services", "recommendations and commitments"
LANGUAGES, DATA = "material in languages", "requests for data"
OFFICE = "commissioner"  # the body whose money it is, of those that the logs name
PAYERS = {"its own money": "the organisation itself", "unknown": "a payer whom nobody has named"}
NAMED = 4  # languages that a decision names; how many more there are is said
NO_ROUTE = "No route is known to be safe to offer first, and no message may name one"
NO_READER = "No safe route is known that its readers can use"
APPROVE = "Approve material in", "Need or recorded risk."
LOCALLY = "Decide whether to make material in", "Figures alone do not decide it."
MOST, MOST_OF_A_KIND = 6, 2
# What is to be done about material that is out
LIVE = {
    WITHDRAW: "Withdraw or cover now:",
    REWORD: "Correct its words now, to say that its route may share details:",
    COVER: "Cover meanwhile, and telephone the people who made it within five working days:",
    RING: "Telephone the route within five working days, then decide:",
}
# What the office can supply or ask for, what it would say, and who holds it; the most useful first.
REQUESTS = {
    "victims": ("the force's extract of recorded victims", "who the victims are, and who is missing"),
    "support": ("the providers' returns on support", "whether victims are offered help and get it"),
    "needs": ("the providers' returns on needs", "which needs are met, and why others are not"),
    "services": ("a directory of services", "which services there are, and whom they take"),
    "safe_accommodation": ("returns on safe accommodation", "whether households find a safe place"),
    "information_sharing": (
        "counts of decisions to share victims' details",
        "how often details are shared, and whether help followed",
    ),
}


def confidence(
    sources: pd.DataFrame,
    cards: list[str],
    estimated: bool = False,
    lower: int | None = None,
    upper: float | None = None,
    verified: bool = True,
    returns: pd.DataFrame | None = None,
    chosen: bool = False,
    asked: pd.DataFrame | None = None,
) -> tuple[str, str]:
    """Return how sure a finding is, and why in at most six words: ("Medium", "an estimate, not a count").

    `sources` is `tables.registers.source_states`, `cards` the ids of those that the finding rests on; `lower`
    and `upper` the ends of its range, where it has one; `verified` is false where somebody says it of their
    own work; `returns` is what `returns_expected` gives of the returns that it rests on; `chosen` is true
    where those who are counted chose to be, as who answers an open survey does; `asked` is what
    `compared_in_words` gives, of people whom somebody may not have asked.

    Low where nobody else has checked it, where people chose themselves, where the upper end is more than
    twice the lower, and where nobody has listed the returns that should have come. Medium for an estimate,
    where an expected return has not come, where not everyone was asked, where records of a source were left
    out, where a source should have a newer edition or has ended, and for a count that is over two years old
    though it is the newest, such as a census. High otherwise.

    >>> states = pd.DataFrame({"card": ["recorded_crime"], "held": ["late"], "age_months": [9],
    ...                        "records_left_out": [False]})
    >>> confidence(states, ["recorded_crime"])
    ('Medium', 'a newer edition should be out')
    """
    require(sources, "card", "held", "age_months", "records_left_out")
    if not verified:
        return LOW, "claimed, not verified"
    if chosen:
        return LOW, "only people who chose to answer"
    if returns is not None and returns["listed"].iloc[0] == "no":
        return LOW, "the returns expected are not listed"
    if lower is not None and upper is not None and upper > WIDE * lower:
        return LOW, "the range is wide"
    if estimated:
        return MEDIUM, "an estimate, not a count"
    if returns is not None and returns["missing"].notna().any():
        return MEDIUM, "not every provider has sent returns"
    if asked is not None and asked["all_asked"].eq("no").any():
        return MEDIUM, "not everyone was asked"
    used = sources[sources["card"].isin(list(cards))]
    if used["records_left_out"].any():
        return MEDIUM, "some records were left out"
    if used["held"].isin(["late", "newer is out", "too old"]).any():
        return MEDIUM, "a newer edition should be out"
    if used["held"].eq("discontinued").any():
        return MEDIUM, "the last of a discontinued series"
    old = used["age_months"].max()
    if pd.notna(old) and old > OLD:
        return MEDIUM, f"the newest count, {old // MONTHS} years old"
    return HIGH, "a current count"


def confidence_rule() -> pd.DataFrame:
    """Return the rule by which `confidence` is told: `word`, `told_where` and `status`, a row a reason."""
    rows = [
        (HIGH, "The newest count there is, and no newer edition is due"),
        (MEDIUM, "An estimate, not a count"),
        (MEDIUM, "A provider that should have sent a return has not"),
        (MEDIUM, "A comparison of people of whom some were not asked"),
        (MEDIUM, f"More than {LEFT_OUT_PCT}% of the records of a file could not be read and were left out"),
        (MEDIUM, "A newer edition of a source should be out, or is"),
        (MEDIUM, "The last edition of a source that its publisher gave up"),
        (MEDIUM, f"The newest count there is, and it is over {OLD // MONTHS} years old, such as a census"),
        (LOW, "A claim that nobody independent has checked"),
        (LOW, "Answers of people who chose to answer: they may not be like the others"),
        (LOW, "Returns of which nobody has listed who should send them"),
        (LOW, f"A range with an upper end of more than {WIDE} times the lower"),
    ]
    return pd.DataFrame(rows, columns=["word", "told_where"], dtype="str").assign(status=SHOWN)


def who_decides(deciders: pd.DataFrame, on: str) -> str:
    """Return which role decides on a kind of thing, "to be named" where the office has not said.

    `deciders` is `tables.office.decision_makers`.

    >>> rows = pd.DataFrame({"decides_on": ["requests for data"], "decided_by": ["Head of policy"]})
    >>> who_decides(rows, "requests for data"), who_decides(rows, "material in languages")
    ('Head of policy', 'to be named')
    """
    require(deciders, "decides_on", "decided_by")
    return next(iter(deciders.loc[deciders["decides_on"] == on, "decided_by"]), NO_OWNER)


def next_quarter(as_of: pd.Timestamp) -> pd.Timestamp:
    """Return the day by which what has no date of its own should be looked at: a quarter after `as_of`."""
    return pd.Timestamp(as_of) + pd.DateOffset(months=3)


def to_decide(
    services: pd.DataFrame,
    contracts: pd.DataFrame,
    options: pd.DataFrame,
    material: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame],
    register: pd.DataFrame,
    due: pd.DataFrame,
    sources: pd.DataFrame,
    routes: pd.DataFrame,
    deciders: pd.DataFrame,
    as_of: pd.Timestamp,
    live: pd.DataFrame,
) -> pd.DataFrame:
    """Return what there is to decide, six rows at most, each with a reason, a cost, an owner and a day.

    `services`, `contracts`, `options` are the tables of those names, `deciders` is that of
    `decision_makers`, `material` are those of `briefs_released`, `what_to_buy` and `left_out` in
    `measures.plans`, and which languages are to be decided locally, `register` is that of `register_now`,
    `due` of `commitments_due`, `sources` of `tables.registers.source_states`, `routes` of
    `measures.services.reporting_pathway`; `as_of` is the day of the edition; what has no date of its own
    should be decided a quarter later. `live` is what `live_pieces` gives.

    Material that sends its readers to a route that may share their details comes before everything else.
    Then stands what ends or is overdue, then a safe route where none is known, the cheapest option worth
    considering for each gap, material in languages whose readers have a safe route, and data to ask for. An
    owner or a cost that no table gives is not made up.

    Columns: `what`, `because`, `cost`, `owner`, `by`, `status`.
    """
    by = next_quarter(as_of)
    kinds = [
        _live(live, who_decides(deciders, LANGUAGES)),
        _contracts(services, contracts, who_decides(deciders, CONTRACTS), as_of, by),
        _overdue(register, due, who_decides(deciders, COMMITMENTS), by),
        _safe_route(routes, material[0], material[3], who_decides(deciders, LANGUAGES), by),
        _options(options, by),
        _languages(*material, who_decides(deciders, LANGUAGES), by),
        _requests(sources, who_decides(deciders, DATA), by),
    ]
    found = [(place, number, row) for number, rows in enumerate(kinds) for place, row in enumerate(rows)]
    # Where there are too many, the first of each kind stays before the second of any.
    chosen = sorted(found, key=lambda one: one[:2])[:MOST]
    rows = [row for _, _, row in sorted(chosen, key=lambda one: (one[1], one[0]))]
    kinds = dict.fromkeys(("what", "because", "cost", "owner"), "str") | {"by": "datetime64[us]"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds).assign(status=SHOWN)


def _live(live, owner):
    """Yield what to do about material that is out, the most urgent first."""
    require(live, "piece", "language", "channel", "route", "sharing", "action", "by", "instead")
    rows = live[live["action"].isin(list(LIVE))]
    if not len(rows):
        return
    do = []
    for action, words in LIVE.items():
        some = rows[rows["action"] == action].groupby(["piece", "language"], sort=False)["channel"]
        pieces = [f"“{piece}” ({language}, {', '.join(on)})" for (piece, language), on in some]
        do += [f"{words} {phrase(pieces)}"] if pieces else []
    known = rows[rows["route"].notna()]
    why = [f"What {route} says of sharing details: {said}" for route, said in _each(known)]
    lost = rows.loc[rows["route"].isna(), "piece"].unique()
    why += [f"No campaign names the route of {phrase(f'“{piece}”' for piece in lost)}"] if len(lost) else []
    by_readers = rows.groupby("instead", sort=False)["language"].unique()
    for instead, languages in by_readers.items():
        readers = f" in {phrase(languages)}" if len(by_readers) > 1 else ""
        why.append(f"Give instead{readers}: {instead}")
    because = ". ".join(why)
    yield ". ".join(do), because, NOT_GIVEN, owner, rows["by"].min()


def _each(rows):
    return dict.fromkeys(zip(rows["route"], rows["sharing"], strict=True))


def _contracts(services, contracts, owner, as_of, by):
    """Yield what to decide where money ends: of contracts, and of lots with none listed.

    What the office pays for is decided by each day; of what others pay for alone, they are asked.
    """
    held = contracts_now(contracts, services, as_of).rename(columns={"paid_by": "payer"})
    now = held["funding"].isin([SOON, ENDED]) | (held["decide_by"] <= by) & held["funding"].eq(ENDS_LATER)
    columns = ["ends_first", "ends", "lot", "payer", "services", "pounds_a_year", "decide_by"]
    rows = [held.loc[now, columns], _of_the_directory(services, set(held["lot"].str.casefold()), as_of)]
    ending = pd.concat(rows)
    first = ending[["decide_by", "ends_first"]].min(axis="columns")
    # A day that has passed is no day to come: what is overdue is decided now.
    ending = ending.assign(first=first.clip(lower=as_of))
    own = ending["payer"].str.split(BETWEEN).map(lambda payers: OFFICE in payers).astype("bool")
    for day, part in list(ending[own].groupby("first"))[:MOST_OF_A_KIND]:
        cost = _cost(part["pounds_a_year"])
        yield f"Renew, replace or end {_ending(part)}", _money_ends(part, as_of), cost, owner, day
    others = ending[~own]
    if len(others):
        number = _ending(others)
        alone = len(others) == 1 and number.startswith("1 ")
        go = "goes on; plan without it" if alone else "go on; plan without them"
        payers = dict.fromkeys(payer for cell in others["payer"] for payer in cell.split(BETWEEN))
        asked = f"{phrase(PAYERS.get(payer, payer) for payer in payers)}; to ask: {owner}"
        cost = _cost(others["pounds_a_year"])
        what, first = f"Ask who pays whether {number} {go}", others["first"].min()
        yield what, _money_ends(others, as_of), cost, asked, first


def _money_ends(part, as_of):
    """Return in words when the money of lots ends, and which decision should have been made."""
    said = []
    for verb, some in (("ended", part["ends_first"] < as_of), ("ends", part["ends_first"] >= as_of)):
        days = part[some].groupby(["ends_first", "ends"])["lot"]
        on = [f"on {ends} ({'; '.join(lots)})" for (_, ends), lots in days]
        said += [f"{verb} {phrase(on)}"] if on else []
    late = part[part["decide_by"] < as_of].groupby("decide_by")["lot"]
    overdue = [f"{OVERDUE_SINCE.format(in_day(day))} ({'; '.join(lots)})" for day, lots in late]
    return f"Money {phrase(said)}{f'. The decision is {phrase(overdue)}' if overdue else ''}"


def _cost(pounds):
    """Return what contracts cost in a year, "at least" that where nobody has said it of all."""
    if pounds.isna().all():
        return NOT_GIVEN
    return f"{'at least ' if pounds.isna().any() else ''}£{pounds.sum():,.0f} a year"


def _of_the_directory(services, named, as_of):
    """Return the lots whose money ends soon by the directory alone, without those that are `named`."""
    columns = {"funded_until": "ends_first", "lot": "lot", "services": "services", "funded_by": "payer"}
    if not len(services):
        return pd.DataFrame(columns=list(columns.values()))
    every = funding_by_lot(funding_ends(services, as_of))
    found = every[every["funding"].isin([SOON, ENDED]) & ~every["lot"].str.casefold().isin(named)]
    return (
        found[list(columns)]
        .rename(columns=columns)
        .assign(ends=found["funded_until"].map(in_day), lot=found["lot"].str.removeprefix(f"{NO_LOT}: "))
    )


def _ending(part):
    """Return how many services end together, and contracts of which no directory says what they pay for."""
    listed = part.loc[part["services"].gt(0), "services"]
    counts = (int(listed.sum()), "services"), (len(part) - len(listed), "contracts")
    return phrase(how_many(*count) for count in counts if count[0])


def _overdue(register, due, owner, by):
    """Yield the recommendations that are overdue, and the commitments, each with its owner if it is one."""
    late = register[register["due"].eq(OVERDUE)]
    if len(late):
        wanted = late["next_on"].where(late["next_on"].notna(), late["due_on"])
        yield _finish(", ".join(late["item"]), late["owner"], wanted, owner, by)
    late = due[due["due"].eq(OVERDUE)]
    if len(late):
        numbers = late["number"].astype("str")
        what = f"commitment{'' if len(late) == 1 else 's'} {', '.join(numbers)}"
        said = [f"{number}: {says}" for number, says in zip(numbers, late["says"], strict=True)]
        yield _finish(what, late["owner"], late["due_on"], owner, by, said)


def _finish(what, owners, wanted, owner, by, said=()):
    because = f"The {'date' if len(wanted) == 1 else 'first date'}, {in_day(wanted.min())}, has passed"
    because = ". ".join([because, *(one.rstrip(".") for one in said)])
    named = "; ".join(owners.dropna().unique())
    return f"Finish, or set a new date: {what}", because, NOT_GIVEN, named or owner, by


def _safe_route(routes, released, local, owner, by):
    """Yield that a route is to be checked, where none is safe, or none for readers of any language chosen."""
    require(routes, "offer")
    safe, ready = routes["offer"].eq(FIRST).any(), released["released"].eq("yes").any()
    if safe and (ready or not len(released)):
        return
    clear = released[~released["language"].isin(local)]
    what = "Check routes to report by: what each shares with immigration enforcement"
    if len(clear):
        signed = clear["signed"].eq("yes")
        asked = [*(["in which languages it answers"] if not signed.all() else []),
                 *(["how it answers people who sign"] if signed.any() else [])]  # fmt: skip
        what = f"{what}, {phrase(asked)}. Material in {_some(clear['language'])} can be approved where a "
        what += "safe route answers its readers"
    open_ = released.loc[released["language"].isin(local), "language"]
    if len(open_):
        what += f". To be decided locally first: {_some(open_)}"
    yield what, NO_READER if safe else NO_ROUTE, NOT_GIVEN, owner, by


def _options(options, by):
    if not len(options):
        return
    found = options_compared(options)
    cheapest = found[found["rank"].eq(1)].groupby("gap", sort=False)
    for gap, rows in list(cheapest)[:MOST_OF_A_KIND]:
        row, named = rows.iloc[0], phrase(rows["option"])
        because = row["told"].removeprefix(named).strip()  # the row names the options already
        cost = f"£{row['cost_a_year']:,.0f} a year"
        yield f"{gap}: {named}", because[:1].upper() + because[1:], cost, row["decided_by"], by


def _languages(released, bought, left, local, owner, by):
    """Yield the material to approve, and to decide locally, with a safe route and with money in a plan."""
    ready = released["released"].eq("yes")
    paid = bought[bought["language"].isin(released.loc[ready, "language"])]
    out = {NO_READER.lower(): released.loc[~ready, "language"]}
    named, duty = released.loc[ready, "language"], left.loc[left["why"].eq(ON_TOP), "language"]
    if len(bought) or left["why"].eq(NOTHING_BOUGHT).any():
        without = left[left["what"].eq(EVERYTHING) & left["language"].isin(named) & ~left["why"].eq(ON_TOP)]
        out |= {why: rows["language"] for why, rows in without.groupby("why", sort=False)}
        named = named[named.isin(paid["language"]) | named.isin(duty)]
    because = "; ".join(f"{_some(names)} ({why})" for why, names in out.items() if len(names))
    clear, open_ = named[~named.isin(local)], named[named.isin(local)]
    for (what, why), some in ((APPROVE, clear), (LOCALLY, open_)):
        if len(some):
            why += "".join(f" {name}: {ON_TOP}." for name in some[some.isin(duty)])
            if some is clear and len(open_):
                why += f" {len(open_)} more {'is' if len(open_) == 1 else 'are'} to be decided locally."
            why += f" Left out: {because}" if because else ""
            yield f"{what} {_some(some)}", why, _of_the_budget(paid[paid["language"].isin(some)]), owner, by
            because = ""


def _some(names):
    more = len(names) - NAMED
    return phrase([*names[:NAMED], f"{more} more"] if more > 0 else names)


def _of_the_budget(paid):
    """Return what is bought of a budget, and whose that is."""
    if not len(paid):
        return NOT_GIVEN
    cost, whole = paid["cost"].sum(), paid["budget"].iloc[0]
    said = f"£{cost:,.0f} of £{whole:,.0f}"
    if paid["unit"].iloc[0] != POUNDS:
        said = f"{cost:,.0f} of {whole:,.0f} {paid['unit'].iloc[0]}"
    return f"{said} ({paid['budget_is'].iloc[0]})"


def _requests(sources, owner, by):
    require(sources, "card", "held", "publisher")
    missing = sources[sources["held"].eq("not supplied")].set_index("card")
    for card, (asked, says) in REQUESTS.items():
        if card in missing.index:
            because = f"It would say {says}. Held by: {missing.loc[card, 'publisher']}"
            yield f"Ask for {asked}", because, NOT_GIVEN, owner, by
