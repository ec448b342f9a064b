"""The tabulations of local sources that may be published: data/release.toml, read and checked."""

import functools
from typing import Literal

import pydantic

from analysis import settings, toml_file
from analysis.disclosure import periods as calendar
from analysis.disclosure.policy import AS_PUBLISHED, LEVELS, is_printed, looser
from analysis.disclosure.tabulation import Tabulation
from analysis.errors import InputError, refuse_unknown
from analysis.release import policies as policies_file
from analysis.release import series
from analysis.sensitivity import ABUSE, LANGUAGE, NATIONALITY, OF_THE_PERSON, PLACES

ABUSE_POLICY = "domestic_abuse_by_characteristic"
STATEMENTS = "statements"


class Listed(Tabulation):
    """A tabulation of data/release.toml: of a series that there is, by fields that it has."""

    source: Literal[tuple(series.ALL)]

    @pydantic.model_validator(mode="after")
    def _of_fields_that_there_are(self):
        for field in self.fields:
            toml_file.one_of(field, self.series.fields, f"fields of {self.series.called}")
        return self

    @property
    def series(self):
        """Return the Series that it is of."""
        return series.ALL[self.source]

    @property
    def unit(self):
        """Return what is counted."""
        return self.series.unit

    def without_cells(self):
        """Return what a document says of it where no cell of it is there."""
        return self.as_dict(self.unit) | {"periods": {}, "cells": []}


def read(path=None, policies=None, published=None):
    """Return the tabulations of a release file by name, the project's own file by default.

    `policies` are those of `policies.read`, and `published` what `policies.listed_as_published` gives: the
    project's own by default. Raises InputError naming tabulation, field, what was found and what is wanted;
    a table below its policy's floor is refused with the floor.
    """
    path = settings.data("release.toml") if path is None else path
    policies = policies_file.read() if policies is None else policies
    published = policies_file.listed_as_published() if published is None else published
    entries = content(path)
    entries.pop(STATEMENTS, None)  # what is said of counts that are in no table: statements.py
    made = toml_file.named(Listed, entries, path.name)
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
    printed = is_printed(published.get(made.source), made.fields)
    if printed and made.policy != AS_PUBLISHED:
        raise InputError(
            f"{place}: [{AS_PUBLISHED}] of policy.toml lists {made.source} by {made.fields[0]}, which is "
            f'shown as its publisher prints it. Write policy = "{AS_PUBLISHED}", or take the field out of '
            "that list."
        )
    if made.policy == AS_PUBLISHED and not printed:
        raise InputError(
            f"{place}: [{AS_PUBLISHED}] of policy.toml does not list {made.source} by "
            f"{' and '.join(made.fields)}. Such figures are controlled: name the policy that they go under."
        )


def _refuse_too_fine(made, policies, place):
    """Refuse what the policy does not allow: an area below its floor, fields together, a policy too lax."""
    rules, own = policies[made.policy], made.series
    told = {own.of_everybody, *(own.sensitivities[field] for field in made.fields)}
    for field in made.fields:
        # A field that names no place is of the whole force.
        level = own.sensitivities[field] if own.sensitivities[field] in PLACES else "force"
        if LEVELS.index(level) > LEVELS.index(rules.floor):
            raise InputError(
                f'{place}: "{field}" is finer than {rules.floor}, the floor of the policy "{rules.name}". '
                f"Its figures may be published by {rules.floor} and above: take the field away, or ask for "
                "another policy."
            )
        if ABUSE in told and LEVELS.index(level) > LEVELS.index("district"):
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
    if rules.name == AS_PUBLISHED:
        return
    held_to = {own.held_to: f"{own.called} goes"} if own.held_to else {}
    if ABUSE in told and OF_THE_PERSON & told:
        held_to[ABUSE_POLICY] = "domestic abuse by a characteristic of the victim goes"
    for name, what in held_to.items():
        if name not in policies:
            raise InputError(f'{place}: {what} under "{name}", which policy.toml does not have. Put it back.')
        faults = looser(rules, policies[name])
        if faults:
            raise InputError(
                f'{place}: {what} under "{name}" or a stricter policy, and "{rules.name}" is looser: '
                f"{' '.join(faults)}"
            )


def _refuse_added_up(made, rules, place):
    """Refuse periods in which a stock would be added up, and those that are not pooled and have to be."""
    stock, pooled = made.series.stock, made.periods in calendar.POOLED
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
