"""What happens to any file on its way: bytes lost, flipped, put in; cut, doubled, or another thing saved."""

import gzip

PLACED = {  # content, a place in it by chance, and chance: the content afterwards
    "bit flipped": lambda content, at, chance: _put(
        content, at, bytes([content[at] ^ (1 << chance.randrange(8))])
    ),
    "byte lost": lambda content, at, _: content[:at] + content[at + 1 :],
    "byte put in": lambda content, at, chance: content[:at] + bytes([chance.randrange(256)]) + content[at:],
    "digit put in": lambda content, at, chance: content[:at] + b"%d" % chance.randrange(10) + content[at:],
    "nul put in": lambda content, at, _: content[:at] + b"\0" + content[at:],
    "cut anywhere": lambda content, at, _: content[:at],
    "beginning lost": lambda content, at, _: content[at:],
    "block lost": lambda content, at, chance: content[:at] + content[at + chance.choice((64, 512, 4096)) :],
    "block of zeros": lambda content, at, _: _put(content, at, bytes(len(content[at : at + 512]))),
    "block doubled": lambda content, at, chance: (
        content[: at + chance.choice((64, 512, 4096))] + content[at:]
    ),
}
WHOLE = {
    "cut by a few bytes": lambda content, chance: content[: -chance.randrange(1, 9)],
    "file twice in one": lambda content, _: content + content,
    "nothing in it": lambda _content, _: b"",
    "blanks alone": lambda _content, chance: b" \r\n" * chance.randrange(1, 9),
    "web page in its place": lambda _content, _: (
        b"\n<!DOCTYPE html><html><body>Service unavailable</body></html>\n"
    ),
    "error in its place": lambda _content, _: (
        b'{"error":{"code":400,"message":"Unable to complete operation."}}\n'
    ),
    "packed without saying so": lambda content, _: gzip.compress(content, mtime=0),
    "end of file mark at the end": lambda content, _: content + b"\x1a",
}
MUTATIONS = WHOLE | {
    name: lambda content, chance, change=change: change(content, chance.randrange(len(content)), chance)
    for name, change in PLACED.items()
}


def _put(content, at, piece):
    return content[:at] + piece + content[at + len(piece) :]
