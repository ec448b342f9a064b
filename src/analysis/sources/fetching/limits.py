"""How long a fetch waits, how often it tries, how fast it asks: in one place, so that tests can be quick."""

from dataclasses import dataclass, field

# data.police.uk allows 15 a second and says so; no other publisher names a figure.
REQUESTS_A_SECOND = {"data.police.uk": 10}


@dataclass(frozen=True)
class Limits:
    """Times in seconds, sizes in bytes.

    A body that brings less than `slowest` bytes a second over `slow_for` seconds has stalled. A publisher
    that asks for a longer wait than `longest_wait` is left alone until the next run. `largest` is what one
    file may unpack to, `largest_answer` one answer of a service.
    """

    connect: float = 15
    read: float = 45
    attempts: int = 5
    first_wait: float = 1
    last_wait: float = 30
    jitter: float = 1
    longest_wait: float = 120
    slowest: float = 1_000
    slow_for: float = 60
    redirects: int = 5
    at_once: int = 4
    at_once_a_host: int = 2
    requests_a_second: float = 5
    of_host: dict = field(default_factory=lambda: dict(REQUESTS_A_SECOND))
    largest: int = 6_000_000_000
    largest_answer: int = 400_000_000
    spare_disk: int = 200_000_000
    polls: int = 60
    between_polls: float = 3

    def pace_of(self, host):
        """Return how many requests a second a host is asked."""
        return self.of_host.get(host, self.requests_a_second)
