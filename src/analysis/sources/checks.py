"""What each file of a folder is, and what each card has in it: for `vna check` and `vna sources`."""

from dataclasses import dataclass

from analysis.errors import InputError, MissingSourceError
from analysis.sources import (
    ages,
    change_of_conditions,
    children_in_need,
    closed_lists,
    crime_by_partnership,
    custom_tables,
    force_area_tables,
    geography,
    home_office,
    homelessness,
    homes_for_ukraine,
    immigration,
    indices,
    inventory,
    nomis,
    nrm_decisions,
    open_names,
    outcomes,
    police,
    recorded_crime,
    small_areas,
    survey_abuse_tables,
    survey_indicators,
)
from analysis.sources.catalogue import EXTRACT, LOG, REFERENCE, Card, catalogue
from analysis.sources.reading import Read

STREET = "police_street"
LEVELS_READ = ("ltla", "lsoa", "")  # of the census; "" where a file's codes did not say
OWN, WRONG = "the office's own", "wrong"
HELD = (*ages.STATES, OWN, WRONG)
# The reader of each card whose files a chapter reads, but for those of a family: see `_reader`.
READERS = {
    "asylum_support": immigration.asylum_support,
    "census_custom": custom_tables.custom_dataset,
    "census_ethnic_group_by_age": custom_tables.crossed,
    "census_language_by_proficiency": custom_tables.crossed,
    "change_of_conditions": change_of_conditions.change_of_conditions,
    "children_assessed": children_in_need.children_in_need,
    "children_in_need": children_in_need.children_in_need,
    "crime_by_partnership": crime_by_partnership.crime_by_partnership,
    "deprivation_2025": indices.deprivation,
    "duty_to_notify": home_office.duty_to_notify,
    "duty_to_notify_by_quarter": home_office.duty_to_notify_by_quarter,
    "force_area_tables": force_area_tables.force_area_tables,
    "homelessness": homelessness.homelessness,
    "homes_for_ukraine": homes_for_ukraine.homes_for_ukraine,
    "lookup_district_force": geography.district_to_force,
    "lookup_lsoa11_lsoa21": geography.lsoa_change,
    "lookup_lsoa21_ward": geography.lsoa_to_ward,
    "msoa_names": small_areas.msoa_names,
    "neighbourhood_teams": small_areas.neighbourhood_teams,
    "nrm_conclusive_grounds": lambda file: nrm_decisions.decisions_by_quarter(file, nrm_decisions.CONCLUSIVE),
    "nrm_reasonable_grounds": lambda file: nrm_decisions.decisions_by_quarter(file, nrm_decisions.REASONABLE),
    "nrm_referrals": home_office.nrm_referrals,
    "nrm_referrals_by_quarter": home_office.nrm_referrals_by_quarter,
    "nrm_workbook": home_office.nrm_referrals,
    "open_names": open_names.towns,
    "outcomes": outcomes.outcomes,
    "population_age_lsoa": small_areas.age_by_lsoa,
    STREET: lambda file: police.street([file]),
    "recorded_crime": recorded_crime.force_quarters,
    "resettlement": immigration.resettlement,
    "rural_urban_2021": indices.rurality,
    "survey_abuse_tables": survey_abuse_tables.abuse_prevalence,
    **{layout.card_id: survey_indicators.survey_indicator for layout in survey_indicators.LAYOUTS},
}


def _reader(card_id):
    """Return what reads the files of a card, None where nothing does."""
    if card_id.startswith("census_ts"):
        return lambda file: nomis.topic_summary(file, card_id.removeprefix("census_").upper())
    if card_id.startswith("boundaries_"):
        level = card_id.removeprefix("boundaries_")
        known_as = {"district": "district23", "force": "police_force_area"}.get(level, level)
        return lambda file: geography.boundaries([file], known_as)
    return READERS.get(card_id)


def as_read(item):
    """Return what a found file's reader makes of it, in the reader's own form; None where nothing reads it.

    Raises InputError for a file that is not what its card says.
    """
    reader = _reader(item.card_id)
    return None if reader is None else reader(item.file)


def read(item):
    """Return the rows that a found file's reader gives, how they are explained in words, and what it gave.

    Raises InputError for a file that is not what its card says.
    """
    found = as_read(item)
    return *_explained(item, found), found


def _explained(item, found):
    card_id = item.card_id
    if found is None:
        return 0, "recognised; no chapter reads it yet"
    if card_id == "census_custom":
        return len(found), "one row a category and area"
    if card_id in inventory.CUSTOM:
        return len(found.cells), "one row a combination and area"
    if card_id.startswith("census_ts"):
        return len(found.totals), f"{len(found.counts.columns)} categories that split no further"
    if card_id.startswith("boundaries_"):
        return len(found), "one outline a place"
    if card_id == "recorded_crime":
        return len(found), f"{int((~found['territorial']).sum())} of bodies without a territory"
    if isinstance(found, Read):
        return found.rows, "; ".join(f"{number:,} {what}" for what, number in found.explained.items())
    return len(found), "all"


def every_file(folder):
    """Return a row for each file of a folder, and how many have a fault.

    A row is name, what it is, period, rows, how they are explained, and what is wrong. A name that no list
    has is told in the row of the first file that holds it (see `closed_lists`).

    Raises InputError when the folder is absent, empty or unreadable.
    """
    found = inventory.scan(folder)
    rows, faults, told = [], 0, {}
    titles = {name: card.title for name, card in catalogue().items()} | {"": "not known"}
    for item in sorted(found.files, key=lambda one: (one.card_id, one.period, one.part, one.file)):
        try:
            count, explained, given = read(item)
            new = [
                said
                for key, said in closed_lists.kept(given, found.invented)
                if told.setdefault(key, item) is item
            ]
            explained = " ".join([f"{explained}.", *new]) if new else explained
            rows.append((item.file.name, titles[item.card_id], item.period, f"{count:,}", explained, ""))
        except InputError as fault:
            faults += 1
            rows.append((item.file.name, titles[item.card_id], item.period, "", "", str(fault)))
    for problem in found.problems:
        faults += 1
        rows.append((problem.message.split(": ")[0], titles[problem.card_id], "", "", "", problem.message))
    for older, newer in found.replaced:
        said = f"replaced by the newer {newer.file.name}"
        rows.append((older.file.name, titles[older.card_id], older.period, "", said, ""))
    for file in found.unused:
        rows.append((file.name, "no card: not read", "", "", "", ""))
    return rows, faults


def looked_over(found, area):
    """Read every publisher's file that an assessment of `area` (an Area) may read, and say what is wrong.

    Return {path: [sentence]} of names that no list has, each told once (see `closed_lists`), and what is to
    be set aside, as `settings.Run` has it. Where the newest edition of a file is set aside, the one that it
    replaced is read too.

    `found` is its Inventory. The counts that the office is given are read when they are counted, and the
    files of other areas, such as another force's months, not at all, nor levels of the census that no
    table goes down to: output areas take eight seconds a table.
    """
    told, warned = set(), {}
    aside = [("", None, problem.card_id, problem.message) for problem in found.problems]
    seen, left = set(), list(found.files)
    while left:
        seen |= set(left)
        for item in left:
            if not _is_of_use(item, area):
                continue
            try:
                given = as_read(item)
                # No unknown name in it may be of the area.
                closed_lists.refuse_own(given, area, item.file.name)
            except MissingSourceError:
                continue
            except InputError as fault:
                aside.append((str(item.file.path), item.file.member, item.card_id, str(fault)))
                continue
            for key, said in closed_lists.kept(given, area.invented):
                if key not in told:
                    warned.setdefault(str(item.file.path), []).append(f"{item.file.name}: {said}")
                told.add(key)
        left = [item for item in inventory.without(found, aside).files if item not in seen] if aside else []
    return warned, tuple(aside)


def _is_of_use(item, area):
    if item.card_id.startswith("census_ts"):
        return item.part in LEVELS_READ
    return item.card_id != STREET or item.part == area.slug


@dataclass(frozen=True)
class CardState:
    """What a folder has of a card: `age` in months (None where nothing tells), one word, and it in words."""

    card: Card
    files: int
    period: str
    age: int | None
    held: str
    words: str
    next_release: str = ""


def card_states(found, today):
    """Yield the CardState of each card, of an Inventory and by the day on which ages are told."""
    for card in catalogue().values():
        files = [item for item in found.files if item.card_id == card.id]
        periods = sorted({item.period for item in files})
        span = f"{periods[0]} to {periods[-1]}" if len(periods) > 1 else "".join(periods)
        until = max((item.until for item in files), default="")
        age = ages.months_old(until, today)
        following = ages.next_release(card, until)
        wrong = [problem for problem in found.problems if problem.card_id == card.id]
        if card.kind in (EXTRACT, LOG):
            held, words = OWN, OWN
        elif card.kind == REFERENCE:
            held, words = ages.CURRENT, f"comes with the project: data/reference/{card.pattern[0]}"
        elif wrong:
            held, words = WRONG, f"something is wrong: {wrong[0].message}"
        elif not files:
            held, words = ages.NOT_SUPPLIED, f"{ages.NOT_SUPPLIED}: see {card.page}"
        else:
            held = ages.state(card, until, today, found.offered.get(card.id, ""))
            why = ages.in_words(card, until, held)
            words = f"{held}: {why.removeprefix(f'{held}: ')}. Look at {card.page}" if why else held
        yield CardState(card, len(files), span, age, held, words, following)
