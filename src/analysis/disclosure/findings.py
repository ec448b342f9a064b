"""What an attack found, in words that say what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Narrowed:
    """A hidden cell that can be told to lie from `lower` to `upper`, and the figures that tell it."""

    tabulation: str
    period: str
    labels: tuple
    lower: float
    upper: float
    because: tuple = ()

    def __str__(self):
        range_ = (
            f"exactly {self.lower:.0f}"
            if self.lower == self.upper
            else f"{self.lower:.0f} to {self.upper:.0f}"
        )
        told = f" By: {'; '.join(self.because)}." if self.because else ""
        return f"{self.tabulation}, {self.period}, {' · '.join(self.labels)}: {range_}.{told}"


@dataclass(frozen=True)
class Findings:
    """What an attack found: `hidden` cells over `editions`, and every way in which one of them is not safe.

    `narrowed`: cells that can be told more closely than their policy allows. `shown_small`: figures that the
    policy hides. `unsolvable`: why no counts fit, or None. `astray`: files that do not say what the document
    of their edition says. `stale` are drafts that nobody may see: an edition was published since. `revised`
    says which series were recounted, and how that was taken.
    """

    hidden: int
    editions: int
    narrowed: tuple = ()
    shown_small: tuple = ()
    unsolvable: str | None = None
    astray: tuple = ()
    stale: tuple = ()
    revised: tuple = ()

    @property
    def safe(self):
        """Return whether the attack found nothing."""
        return not (self.narrowed or self.shown_small or self.unsolvable or self.astray)

    def lines(self):
        """Return what was found as lines to be read."""
        editions = "1 edition" if self.editions == 1 else f"{self.editions} editions"
        found = [
            f"{self.hidden:,} hidden cells over {editions}, "
            f"{len(self.narrowed):,} of them narrowed beyond what the policy allows."
        ]
        if self.unsolvable:
            found.append(f"No counts fit what was published: {self.unsolvable}")
        found += [f"Shown, though the policy hides it: {one}" for one in self.shown_small]
        found += [f"Narrowed: {one}" for one in self.narrowed]
        return [*found, *self.revised, *self.astray, *self.stale]

    def __str__(self):
        return "\n".join(self.lines())
