"""What every page and every printed form says to somebody who reads it and needs help now."""

# 999 and 101 reach every police force of England and Wales. A caller on a mobile phone who cannot speak is
# asked to press 55 ("Silent Solution"). Other numbers change, and appear here only once they were checked.
NATIONAL = (
    "In danger now? Call 999. If you cannot speak, and call from a mobile phone, listen, and press 55 when "
    "you are asked to.",
    "Not an emergency? Call 101 to reach the police where you are. Say if you need an interpreter.",
)


def lines():
    """Return the lines of help, the most urgent first."""
    return list(NATIONAL)
