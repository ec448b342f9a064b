"""What is asked for: a table of counts (`Tabulation`), and what is known of whom it counts (`Source`)."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

import pydantic

from analysis import toml_file
from analysis.disclosure import periods as calendar
from analysis.disclosure.equal import Alike

TOTAL = "Total"


@dataclass(frozen=True)
class Source:
    """What counts come from, and all that hiding them has to know of it.

    `unit` is the column of its counts. `alike` is what is declared of its fields. `printed` are the fields by
    which its publisher prints its figures, each alone, with their total; None where nobody prints any.
    `held_to` is the policy of its figures that nobody prints, where all of them have one. Rows labelled
    `not_supplied` are of a file that has no column for the field: of their quarters no table by it is made.
    """

    name: str
    unit: str
    alike: Alike = field(default_factory=Alike)
    printed: tuple | None = None
    held_to: str = ""
    not_supplied: str | None = None


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
    source: str
    title: toml_file.Text
    by: toml_file.SomeTexts
    periods: Literal[tuple(calendar.LENGTHS)]
    last: Annotated[int, pydantic.Field(ge=1)]
    policy: str
    where: Annotated[tuple[tuple[str, str], ...], pydantic.BeforeValidator(_pairs)] = ()

    @pydantic.model_validator(mode="after")
    def _names_each_field_once(self):
        for field_, value in self.where:
            if field_ in self.by:
                raise ValueError(f'"{field_}" is in `by` and in `where`. Take it out of one.')
            if value in ("", TOTAL):
                raise ValueError(f'"where" gives "{field_}" the value "{value}". Name one that is counted.')
        if len(set(self.by)) < len(self.by):
            raise ValueError('"by" names a field twice.')
        return self

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that a cell is of, those that are filtered on last."""
        return (*self.by, *dict(self.where))

    def as_dict(self, unit: str) -> dict:
        """Return what a document says of it, a table of so many `unit`, before any period and cell."""
        return {
            "source": self.source,
            "title": self.title,
            "unit": unit,
            "by": list(self.by),
            "where": dict(self.where),
            "policy": self.policy,
        }

    @property
    def quarters_needed(self) -> int:
        """Return how many quarters in a row it needs before any figure of it can be given."""
        pooled = self.periods == "up to three years"
        return calendar.LEAST_POOLED if pooled else calendar.LENGTHS[self.periods]

    def period_labels(
        self, as_of: str, held: set[str] | tuple[()] = (), printed: tuple[str, list[str]] | None = None
    ) -> dict[str, list[str]]:
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
