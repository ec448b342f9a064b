"""What page one says beside its findings: how sure each is, and what there is to decide this quarter."""

import numpy as np
import pandas as pd

from analysis.measures.languages.pages import decision_table
from analysis.measures.office.register import OVERDUE
from analysis.measures.plans.options import options_compared
from analysis.measures.rates.status import SHOWN, in_day, require, text
from analysis.measures.services.directory_pages import ENDED, NO_LOT, SOON, funding_by_lot, funding_ends

HIGH, MEDIUM, LOW = "High", "Medium", "Low"
WIDE = 2  # an upper end of more than twice the lower: a plan for one end is wrong at the other
NO_OWNER, NOT_GIVEN = "to be named", "not given"
NAMED = 4  # languages that a decision names; how many more there are is said
MOST, MOST_OF_A_KIND = 6, 2
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


def confidence(sources, cards, estimated=False, lower=None, upper=None, verified=True):
    """Return how sure a finding is, and why in at most six words: ("Medium", "an estimate, not a count").

    `sources` is `tables.registers.source_states`, `cards` the ids of those that the finding rests on; `lower`
    and `upper` the ends of its range, where it has one; `verified` is false where somebody says it of their
    own work. Low where nobody else has checked it, and where the upper end is more than twice the lower.
    Medium for an estimate, and where a source should have a newer edition. High otherwise.

    >>> states = pd.DataFrame({"card": ["recorded_crime"], "held": ["stale"]})
    >>> confidence(states, ["recorded_crime"])
    ('Medium', 'a newer edition should be out')
    """
    require(sources, "card", "held")
    if not verified:
        return LOW, "claimed, not verified"
    if lower is not None and upper is not None and upper > WIDE * lower:
        return LOW, "the range is wide"
    if estimated:
        return MEDIUM, "an estimate, not a count"
    held = sources.loc[sources["card"].isin(list(cards)), "held"]
    if held.eq("stale").any():
        return MEDIUM, "a newer edition should be out"
    return HIGH, "a current count"


def to_decide(services, options, decision, register, sources, as_of, by):
    """Return what there is to decide, six rows at most, each with a reason, a cost, an owner and a day.

    `services`, `options` are the tables of those names, `decision` that of `decide_languages`, `register` of
    `register_now`, `sources` of `tables.registers.source_states`; `as_of` is the day of the edition and `by`
    the day by which what has no date of its own should be decided. First stands what ends or is overdue, then
    the options of best value, material in languages, and data to ask for. An owner or a cost that no table
    gives is not made up.

    Columns: `what`, `because`, `cost`, `owner`, `by`, `status`.
    """
    rows = [
        *_contracts(services, as_of),
        *_overdue(register, by),
        *_options(options, by),
        *_languages(decision, by),
        *_requests(sources, by),
    ]
    found = pd.DataFrame(rows[:MOST], columns=["what", "because", "cost", "owner", "by"])
    found["by"] = pd.to_datetime(found["by"])
    words = {name: text(found[name]) for name in ("what", "because", "cost", "owner")}
    return found.assign(**words, status=text([SHOWN] * len(found)))


def _contracts(services, as_of):
    if not len(services):
        return
    every = funding_by_lot(funding_ends(services, as_of))
    ending = every[every["funding"].isin([SOON, ENDED])]
    for end, part in list(ending.groupby("funded_until", sort=True))[:MOST_OF_A_KIND]:
        many = int(part["services"].sum())
        what = f"Renew, replace or end {many} {'service' if many == 1 else 'services'}"
        lots = part["lot"].str.removeprefix(f"{NO_LOT}: ")
        because = f"Paid until {in_day(end)}: {'; '.join(lots)}"
        yield what, because, NOT_GIVEN, NO_OWNER, end


def _overdue(register, by):
    late = register[register["due"].eq(OVERDUE)]
    if late.empty:
        return
    owners = late["owner"].dropna().unique()
    wanted = late["next_on"].where(late["next_on"].notna(), late["due_on"]).min()
    what = f"Finish, or set a new date: {', '.join(late['item'])}"
    because = f"The {'date' if len(late) == 1 else 'first date'}, {in_day(wanted)}, has passed"
    yield what, because, NOT_GIVEN, owners[0] if len(owners) == 1 else NO_OWNER, by


def _options(options, by):
    if not len(options):
        return
    found = options_compared(options)
    for row in found[found["place"].eq("best value")].head(MOST_OF_A_KIND).itertuples():
        cost = NOT_GIVEN if np.isnan(row.cost_a_year) else f"£{row.cost_a_year:,.0f} a year"
        yield f"{row.gap}: {row.option}", "Cheapest for each person helped", cost, row.decided_by, by


def _languages(decision, by):
    chosen = decision_table(decision).query("material == 'yes'")["language"].tolist() if len(decision) else []
    if not chosen:
        return
    more = len(chosen) - NAMED
    named = ", ".join(chosen[:NAMED]) + (f" and {more} more" if more > 0 else "")
    what = f"Approve material in {named}"
    yield what, "Size, need or recorded risk", NOT_GIVEN, NO_OWNER, by


def _requests(sources, by):
    require(sources, "card", "held", "publisher")
    missing = sources[sources["held"].eq("missing")].set_index("card")
    for card, (asked, says) in REQUESTS.items():
        if card in missing.index:
            yield f"Ask for {asked}", f"It would say {says}", NOT_GIVEN, missing.loc[card, "publisher"], by
