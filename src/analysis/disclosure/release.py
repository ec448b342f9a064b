"""The tabulations of local sources that may be published: data/release.toml, read and checked."""

import functools
from typing import Annotated, Literal

import pydantic

from analysis import settings, toml_file
from analysis.disclosure import periods as calendar
from analysis.disclosure import policy as policies_file
from analysis.disclosure import series
from analysis.errors import InputError, refuse_unknown
from analysis.sensitivity import ABUSE, LANGUAGE, NATIONALITY, OF_THE_PERSON, PLACES

ABUSE_POLICY = "domestic_abuse_by_characteristic"
TOTAL = "Total"
STATEMENTS = "statements"


def _pairs(found):
    return tuple(sorted(found.items())) if isinstance(found, dict) else found


class Tabulation(toml_file.Entry):
    """One table that may be published: of what, by which fields, for which periods, under which policy.

    `where` are pairs of a field and the one value that is counted. `last` is how many periods an edition
    shows: the newest ends with the edition's quarter, each other a quarter before the one after it. Of years
    that are pooled there is one, which stays for four quarters.
    """

    name: str
    # Tables of a source under two names would be two systems, and each could be undone by the other.
    source: Literal[tuple(series.ALL)]
    title: toml_file.Text
    by: toml_file.SomeTexts
    periods: Literal[tuple(calendar.LENGTHS)]
    last: Annotated[int, pydantic.Field(ge=1)]
    policy: str
    where: Annotated[tuple[tuple[str, str], ...], pydantic.BeforeValidator(_pairs)] = ()

    @pydantic.model_validator(mode="after")
    def _of_fields_that_there_are(self):
        own = series.ALL[self.source]
        for field in self.fields:
            toml_file.one_of(field, own.fields, f"fields of {own.called}")
        for field, value in self.where:
            if field in self.by:
                raise ValueError(f'"{field}" is in `by` and in `where`. Take it out of one.')
            if value in ("", TOTAL):
                raise ValueError(f'"where" gives "{field}" the value "{value}". Name one that is counted.')
        if len(set(self.by)) < len(self.by):
            raise ValueError('"by" names a field twice.')
        return self

    @property
    def fields(self):
        """Return the fields that a cell is of, those that are filtered on last."""
        return (*self.by, *dict(self.where))

    @property
    def unit(self):
        """Return what is counted."""
        return series.ALL[self.source].unit

    def as_dict(self):
        """Return what a document says of it before any period and cell."""
        return {
            "source": self.source,
            "title": self.title,
            "unit": self.unit,
            "by": list(self.by),
            "where": dict(self.where),
            "policy": self.policy,
        }

    @property
    def quarters_needed(self):
        """Return how many quarters in a row it needs before any figure of it can be given."""
        pooled = self.periods == "up to three years"
        return calendar.LEAST_POOLED if pooled else calendar.LENGTHS[self.periods]

    def period_labels(self, as_of, held=(), printed=None):
        """Return the periods that an edition as of a quarter shows: label to quarters, the oldest first.

        `held` are the quarters that are counted. `printed` are the label and quarters of the pool that was
        published last: the next ends four quarters later or more, since two pools that lie a quarter apart
        would tell the quarter that came in from the one that dropped out.
        """
        if self.periods in calendar.POOLED:
            if printed is not None and calendar.before(as_of, calendar.LEAST_STEP) < printed[1][-1]:
                return dict([printed])
            return dict([calendar.pool(self.periods, as_of, set(held))])
        ends = [calendar.before(as_of, steps) for steps in range(self.last - 1, -1, -1)]
        said = calendar.SAID[self.periods]
        return {f"{said}{end}": calendar.quarters(self.periods, end) for end in ends}


def read(path=None, policies=None, published=None):
    """Return the tabulations of a release file by name, the project's own file by default.

    `policies` are those of `policy.read`, and `published` what `policy.listed_as_published` gives: the
    project's own by default. Raises InputError naming tabulation, field, what was found and what is wanted;
    a table below its policy's floor is refused with the floor.
    """
    path = settings.data("release.toml") if path is None else path
    policies = policies_file.read() if policies is None else policies
    published = policies_file.listed_as_published() if published is None else published
    entries = content(path)
    entries.pop(STATEMENTS, None)  # what is said of counts that are in no table: release/statements.py
    made = toml_file.named(Tabulation, entries, path.name)
    for name, one in made.items():
        place = f"{path.name}, [{name}]"
        refuse_unknown(one.policy, policies, f'{place}: policy.toml has no policy "{one.policy}".')
        _refuse_too_fine(one, policies, place)
        _refuse_added_up(one, policies[one.policy], place)
        _refuse_unlisted(one, published, place)
    return made


def content(path):
    """Return what a release file holds; raises InputError where it is not there or is not TOML."""
    return toml_file.read(path, "It lists the tabulations of local sources that may be published.")


@functools.cache
def listed():
    """Return the project's own tabulations by name."""
    return read()


def _refuse_unlisted(made, published, place):
    """Refuse a table as published that policy.toml does not list, and a listed one under another policy."""
    printed = policies_file.is_printed(published.get(made.source), made.fields)
    wanted = policies_file.AS_PUBLISHED
    if printed and made.policy != wanted:
        raise InputError(
            f"{place}: [{wanted}] of policy.toml lists {made.source} by {made.fields[0]}, which is shown as "
            f'its publisher prints it. Write policy = "{wanted}", or take the field out of that list.'
        )
    if made.policy == wanted and not printed:
        raise InputError(
            f"{place}: [{wanted}] of policy.toml does not list {made.source} by {' and '.join(made.fields)}. "
            "Such figures are controlled: name the policy that they go under."
        )


def _refuse_too_fine(made, policies, place):
    """Refuse what the policy does not allow: an area below its floor, fields together, a policy too lax."""
    rules, own = policies[made.policy], series.ALL[made.source]
    told = {own.of_everybody, *(own.sensitivities[field] for field in made.fields)}
    levels = policies_file.LEVELS
    for field in made.fields:
        # A field that names no place is of the whole force.
        level = own.sensitivities[field] if own.sensitivities[field] in PLACES else "force"
        if levels.index(level) > levels.index(rules.floor):
            raise InputError(
                f'{place}: "{field}" is finer than {rules.floor}, the floor of the policy "{rules.name}". '
                f"Its figures may be published by {rules.floor} and above: take the field away, or ask for "
                "another policy."
            )
        if ABUSE in told and levels.index(level) > levels.index("district"):
            raise InputError(
                f'{place}: victims of domestic abuse are published by district and above, not by "{field}".'
            )
        if LANGUAGE in told and level in PLACES:
            raise InputError(
                f'{place}: languages of victims are published for the force area alone, not by "{field}". '
                "Take one of the two fields away."
            )
    if NATIONALITY in told and len(made.fields) > 1:  # a few people of one nationality
        raise InputError(
            f"{place}: {own.called} is published by nationality or by another field, not by both. Take one "
            "of the fields away."
        )
    if rules.name == policies_file.AS_PUBLISHED:
        return
    held_to = {own.held_to: f"{own.called} goes"} if own.held_to else {}
    if ABUSE in told and OF_THE_PERSON & told:
        held_to[ABUSE_POLICY] = "domestic abuse by a characteristic of the victim goes"
    for name, what in held_to.items():
        if name not in policies:
            raise InputError(f'{place}: {what} under "{name}", which policy.toml does not have. Put it back.')
        faults = policies_file.looser(rules, policies[name])
        if faults:
            raise InputError(
                f'{place}: {what} under "{name}" or a stricter policy, and "{rules.name}" is looser: '
                f"{' '.join(faults)}"
            )


def _refuse_added_up(made, rules, place):
    """Refuse periods in which a stock would be added up, and those that are not pooled and have to be."""
    stock, pooled = series.ALL[made.source].stock, made.periods in calendar.POOLED
    if stock and made.periods != "quarter":
        raise InputError(
            f'{place}: "{made.source}" counts who is there at the end of a quarter, and the same people are '
            f'there in the next: {made.periods} would count them over and over. Write periods = "quarter".'
        )
    if rules.pooled_years == 3 and not pooled and not stock:
        raise InputError(
            f'{place}: the policy "{rules.name}" adds three years up, and `periods` is "{made.periods}". '
            'Write periods = "three years", or "up to three years" where the series may be younger.'
        )
    if pooled and made.last != 1:
        raise InputError(
            f"{place}: pools of years that lie a quarter apart would tell the one quarter from the other. "
            "Write last = 1."
        )
