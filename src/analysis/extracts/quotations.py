"""What a quotation may not hold, because it is printed as somebody said it.

A rule finds numbers, references and what begins with a capital letter where no sentence begins. It cannot
know a story that only one person could tell, nor a name that a sentence begins with: that is what the check
by a named role is for.
"""

import re

from analysis.extracts import contents

LONGEST = 300
OWN_PERSON = re.compile(r"I(?:'(?:m|d|ve|ll))?")
BEGINS = re.compile(r"[.!?:\u2026]['\")\u201d\u2019]*\s+")  # after it a sentence begins
WORD = re.compile(r"[^\W\d_][\w'-]*")


def fault(text):
    """Return in words what in a quotation may not be printed, "" where nothing is found.

    >>> fault("Nobody told me what had become of the case. I gave up.")
    ''
    >>> fault("The officer from Nowhere rang once")
    'a capital letter inside a sentence may begin a name: write it small, or take it out'
    """
    plain = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if len(plain) > LONGEST:
        return f"it is longer than {LONGEST} letters"
    if any(sign.isnumeric() for sign in plain):
        return "it holds a digit: say it in words, or take it out"
    kind = contents.kind(plain, prose=False)
    if kind:
        return f"it holds what looks like {kind}"
    for sentence in BEGINS.split(plain):
        words = [found[0] for found in WORD.finditer(sentence)]
        if any(word[0].isupper() and not OWN_PERSON.fullmatch(word) for word in words[1:]):
            return "a capital letter inside a sentence may begin a name: write it small, or take it out"
    return ""
