"""What points at a person in a cell, whatever the heading above it.

Every rule has an expression that both pyarrow and Python understand. pyarrow tries all of them at once on
the distinct texts of a column, which is what makes a look at every cell quick; the few texts that it finds
are then looked at one by one.
"""

import functools
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.extracts.texts import with_marks_as_digits

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
# Letters that begin a postcode: with any other, "Q1 2AB" and offence codes would look like one.
_AREAS = """
AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC
EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME
MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY
TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
POSTCODE_AREAS = frozenset(_AREAS.split())
ONS_CODE = re.compile(r"[EWSNK](?:0[1-9]|[1-9]\d)\d{6}", re.IGNORECASE)
DECIMAL = re.compile(r"[+-]?(?:0|[1-9]\d{0,6})\.\d+")
LONGEST_TEXT, LONGEST_LABEL_WORDS = 200, 30
# A column of many texts of which nearly every row has its own names people, cases or what happened to them.
MANY_TEXTS, OWN_TEXTS_SHARE = 50, 0.5
PROSE_WORDS = 5  # and more: fewer are a label
# Of the wards of a force at most 53 % have the shape of a person's name, Metropolitan Police; those of small
# districts up to 79 % of 24. Names of bodies mostly end alike: "Kent Police", "Essex Police".
MANY_NAMES, NAMES_SHARE, MANY_INITIALS = 30, 0.8, 5
_NAME = r"\p{Lu}[\p{L}'-]*\.?"
NAMES = rf"^{_NAME}(?:,? {_NAME}){{1,2}}$|^{_NAME},{_NAME}$"
# Degrees in Great Britain, to four places or more; metres on the national grid have six digits or seven.
LATITUDE, METRES, NEARLY_ALL = r"^\+?(?:49|5\d|60)\.\d{4,}$", r"^(?:[1-9]|1[0-2])\d{5}(?:\.\d+)?$", 0.9
INITIALS = r"^(?i:[a-z'-]{2,},\s?[a-z]\.?(?:\s?[a-z]\.?)?)$"


def _digits(text):
    return re.sub(r"\D", "", text)


def _luhn(text):
    doubled = [int(sign) * (2 if place % 2 else 1) for place, sign in enumerate(reversed(_digits(text)))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _nhs(text):
    """Tell whether ten digits end in the check digit of an NHS number (modulus 11)."""
    digits = [int(sign) for sign in _digits(text)]
    check = 11 - sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return len(digits) == 10 and check % 11 == digits[9] and check != 10


def _iban(text):
    squeezed = re.sub(r"\s", "", text).upper()
    turned = "".join(str(int(sign, 36)) for sign in squeezed[4:] + squeezed[:4])
    return int(turned) % 97 == 1


def _postcode(text):
    area = re.match(r"[A-Za-z]+", text)
    return area is not None and area[0].upper() in POSTCODE_AREAS


def _octets(text):
    return all(int(part) < 256 for part in text.split("."))


def _day_first(text):
    parts = re.fullmatch(r"(\d{1,2})(\D)(\d{1,2})(\D)(\d{4}|\d{2})", text.strip())
    if not parts or parts[2] != parts[4] or (parts[2] == " " and len(parts[5]) == 2):
        return False
    day, month = sorted((int(parts[1]), int(parts[3])), reverse=True)
    return 1 <= month <= 12 and 1 <= day <= 31


def _year_first(text):
    parts = re.search(r"(\d{4})([/.-])(\d{1,2})([/.-])(\d{1,2})", text)
    return (
        parts is not None and parts[2] == parts[4] and 1 <= int(parts[3]) <= 31 and 1 <= int(parts[5]) <= 31
    )


def _no_ons_code(text):
    return ONS_CODE.fullmatch(text) is None


def _long_number(text):
    """Tell whether digits are not two years or times ("2024-2025"), nor joined codes ("1/4.1/4.10/4.2")."""
    pair = re.fullmatch(r"(\d{4}) ?[-/.] ?(\d{4})", text)
    if pair:
        return not all(int(part) < 2400 for part in pair.groups())
    return re.fullmatch(r"\d{1,2}(?:[/.]\d{1,2})+", text) is None


def _no_month(text):
    """Tell whether three letters and a number are neither a month ("Jan 2025") nor a quarter's."""
    return re.search(rf"(?:\b|\d){MONTH}\b|\b{MONTH}", text, re.IGNORECASE) is None


def _mixed(text):
    return sum(sign.isdigit() for sign in text) >= 4


def _no_year(text):
    return re.search(r"\D(?:19|20)\d\d$", text) is None


def _of_a_person(text):
    """Tell whether a status is still there without bodies, cards and offences that are called so."""
    return re.search(STATUSES, NOBODYS_STATUS.sub(" ", text), re.IGNORECASE) is not None


def _house_in_a_street(text):
    """Tell whether a number, words and "street" are an address, and no beat, distance or offence."""
    before, house = re.fullmatch(r"(\D*)(.*)", text.lower()).groups()
    return not (NUMBERED.search(before) or CALLED_AFTER.search(house) or IN_NO_STREET_NAME.search(house))


def _a_story(text):
    """Tell whether what was done to somebody is told, and not listed as one kind among others."""
    return len(text.split()) >= PROSE_WORDS and len(TELLING.findall(text.lower())) > 1 and " or " not in text


@dataclass(frozen=True)
class Rule:
    """What a text looks like: its name, an expression that does not mind case, and what a find must pass."""

    name: str
    expression: str
    passes: Callable = None

    @functools.cached_property
    def _compiled(self):
        return re.compile(self.expression, re.ASCII | re.IGNORECASE)

    def finds(self, text):
        """Tell whether `text` has it."""
        found = self._compiled.finditer(text)
        return any(self.passes is None or self.passes(one[0].strip()) for one in found)


DATE, FREE_TEXT = "a full date outside the date column", "free text"
OWN_TEXT = "a text of its own in nearly every row"
STATUS = "a person's immigration status"
REFERENCE, NAME, OFFICER, DEVICE = (
    "a crime, incident or custody reference",
    "a person's name",
    "an officer's name or number",
    "an IP or device address",
)
ADDRESS = "an address"
AT, DOT = r"(?:@|[\[({]\s?at\s?[\])}])", r"(?:\.|[\[({]\s?dot\s?[\])}])"
SAID_DOT = r"\sdot\s(?:com|co|org|net|uk|gov|ac|info|io|me|eu)\b"
SITES = "facebook|fb|insta|instagram|snap|snapchat|tik ?tok|twitter|whatsapp|telegram|linkedin|ig"
RANK = (
    r"(?:w?pc|pcso|t?dc|ps|ds|di|dci|sgt|insp|supt|"
    r"(?:(?:police|detective|special|chief|acting|temporary|det)\.? )*"
    r"(?:constable|sergeant|inspector|superintendent))"
)
IN_CAPITALS = (
    "W?PC|PCSO|T?DC|PS|DS|DI|DCI|SGT|Sgt|INSP|Insp|SUPT|Supt|"
    "(?:(?:Police|Detective|Special|Chief|Acting|Temporary|Det) )*(?:Constable|Sergeant|Inspector)"
)
TITLES = "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Revd?|Sir|Dame|Cllr|PC|PCSO|DC|DS|DI|DCI|Sgt|Insp"
PEOPLE = "victim|suspect|offender|complainant|aggrieved|caller|informant|ip|male|female"
# These tell only with a deed right after them: "partner agency" and "neighbour dispute" are words of labels.
KIN = "brother|sister|mother|father|mum|dad|son|daughter|husband|wife|boyfriend|girlfriend|partner|neighbour"
DEEDS = (
    "states?|stated|said|says|told|reports?|reported|called|attended|approached|threatened|punched|kicked|hit|"
    "took|stole|entered|grabbed|followed|wants|stabbed|slapped|pushed|strangled|assaulted|attacked|spat|smashed"
)
SUFFERED = (
    "stabbed|punched|kicked|slapped|hit|pushed|grabbed|strangled|choked|bitten|spat|headbutted|dragged|chased|"
    "followed|attacked|assaulted|robbed|burgled|threatened|raped|groped|beaten|shot|"
    r"attended (?:hospital|a ?& ?e|doctor|gp|address|home|station)"
)
TELLING = re.compile(
    r"\b(?:in|at|on|by|with|after|before|outside|near|from|to|during|while|when|into|over)\b"
)
STATUSES = (
    r"\b(?:asylum|refugees?|nrpf|no recourse|leave to (?:remain|enter)|ilr|overstay\w*|uascs?)\b|"
    r"\b(?:no|no valid|limited|indefinite|discretionary|exceptional) leave\b|"
    r"\b(?:(?:pre[- ]?|eu )settled|settled status|euss|illegal entrant|undocumented|immigration status)\b|"
    r"\b(?:right to remain|right of abode|humanitarian protection)\b|"
    r"(?:^|[\s,;:/(])immigrants?\b|\b(?:illegal|irregular) migrants?\b|"
    r"\b(?:section|sec\.?) ?(?:95|98)\b|\b(?:section|s\.?) ?(?:95|98|4) support\b|"
    r"\bvisas?\b"
)
NOBODYS_STATUS = re.compile(
    r"\b(?:(?:immigration|nationality)(?:,| and| &) )?asylum (?:and|&) immigration\b|"
    r"\bimmigration (?:and|&) asylum (?:act|offences?|law)\b|\basylum (?:act|offences?)\b|"
    r"\b(?:asylum|refugees?)(?: (?:seekers?|and|&|refugees?|asylum|migrants?|support|advice|women'?s?))*"
    r" (?:council|action|aid|welcome|matters|centre|team|service|project|group|operations|forum|network|"
    r"trust|charity|link)\b|\b(?:for|with|to) refugees\b|\bvisas and immigration\b|"
    r"\bvisa (?:(?:debit|credit) ?)?(?:cards?|debit|credit|fraud|offences?)\b",
    re.IGNORECASE,
)
STREETS = "street|road|rd|avenue|ave|lane|crescent|cres|terrace|terr|mews|gardens?|gdns|grove|boulevard"
# Of these many are other things: only where they end a text of capitals.
ENDINGS = f"{STREETS}|st|ln|close|drive|dr|court|ct|way|place|pl|square|sq|hill|rise|view|walk|row|green|gr"
HOUSE = r"[1-9]\d{0,2}[a-z]?(?:\s?[-/]\s?[1-9]\d{0,2}[a-z]?)?,?\s+"
NUMBERED = re.compile(
    r"\b(?:beat|ward|team|zone|sector|area|district|division|group|route|bus|junction|phase|neighbourhood|snt|"
    r"code|category)\b"
)
CALLED_AFTER = re.compile(
    r"\b(?:beat|ward|team|zone|sector|area|district|police|station|centre|traffic|safety|collision|crimes?|"
    r"robber(?:y|ies)|policing|users?|rage|closures?|works|drinking|trading|prostitution)$"
)
IN_NO_STREET_NAME = re.compile(
    r"\b(?:in|on|at|of|from|per|by|to|with|for|and|or|days?|weeks?|months?|years?|hours?|minutes?|times?|miles?|"
    r"metres|people|persons)\b"
)
# In the order in which they name what is found: the sure ones first, "a long number" last.
RULES = (
    Rule(
        "an e-mail address", rf"\S\s?{AT}\s?[^\s@]+\s?{DOT}\s?[^\s@]|\S\s?(?:{AT}|\sat\s)\s?[^\s@]+{SAID_DOT}"
    ),
    Rule(
        "a what3words address",
        r"(?:^|[\s/])[a-z]{3,}\.[a-z]{3,}\.[a-z]{3,}(?:$|\s)",
        lambda text: "www" not in text.lower(),
    ),
    Rule("a picture or file", r"data:image|\.(?:jpe?g|png|gif|heic|bmp|tiff?|pdf|docx?|msg|mp4|mov)\b"),
    Rule(
        "a web address",
        r"\b(?:https?|ftp)://|"
        r"\bwww\.|"
        r"\b[a-z0-9-]{2,}\.(?:com|co\.uk|org|net|gov\.uk|uk|io|info|me)\b",
    ),
    Rule(
        "a social media handle",
        r"(?:^|[\s(:,;])@\w{2,}|"
        rf"\b(?:{SITES})\s?[:/@=]\s?\S",
    ),
    Rule(DEVICE, r"\b(?:\d{1,3}\.){3}\d{1,3}\b", _octets),
    Rule(
        DEVICE,
        r"\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{0,4}|"
        r"\b[0-9a-f]{1,4}::[0-9a-f]{1,4}|"
        r"\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b",
    ),
    Rule("an IBAN", r"\b[a-z]{2}\d{2}(?:\s?[a-z0-9]{4}){3,7}(?:\s?[a-z0-9]{1,3})?\b", _iban),
    Rule("a card number", r"\b\d(?:[ -]?\d){12,18}\b", _luhn),
    Rule(
        "a National Insurance number",
        r"\b[a-ceghj-prtw-z][a-ceghj-nprtw-z][ .-]?\d{2}[ .-]?\d{2}[ .-]?\d{2}(?:[ .-]?[a-d])?\b",
    ),
    Rule("an NHS number", r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", _nhs),
    Rule(DATE, r"\b\d{1,2}[/. -]\d{1,2}[/. -](?:\d{4}|\d{2})\b", _day_first),
    Rule(DATE, r"(?:^|[^\d/.-])(?:18|19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2}(?:[^\d/.-]|$)", _year_first),
    Rule(
        DATE,
        r"\b(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b|"
        r"\b(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2}\b|"
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?[\s./-]*(?:of\s)?{MONTH}[\s.,/-]*(?:\d{{4}}|'?\d{{2}})\b|"
        rf"\b{MONTH}[\s.]*\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b",
    ),
    Rule("eastings and northings", r"(?:^|\D)\d{6}(?:\.\d+)?[^\d.]{1,5}\d{6,7}(?:\D|$)"),
    Rule(
        "latitude and longitude",
        r"-?\b\d{1,2}\.\d{3,}°?\s?[NS]?\s?[,;/ ]\s?[EW]?-?\d{1,3}\.\d{3,}|"
        r"\d{1,3}\s?°|"
        r"\bpoint\s?\(",
    ),
    Rule("a grid reference", r"\b[hnost][a-hj-z]\s?(?:\d{3}\s?\d{3}|\d{4}\s?\d{4}|\d{5}\s?\d{5})\b"),
    Rule("a sort code or account", r"\b\d{2}-\d{2}-\d{2}\b|\b\d{2}[ -]?\d{2}[ -]?\d{2}[ ,/]+\d{8}\b"),
    # The letter O may stand for a zero; of a mobile's number a spreadsheet drops the first zero.
    Rule(
        "a telephone number",
        r"(?:\+|\b00)[\s(]*[1-9](?:[\s().-]*\d){7,13}|"
        r"\b[0o][\s()]*[1-357-9](?:[\s().-]*[\do]){8,9}\b|"
        r"\b7\d{3}[ -]?\d{3}[ -]?\d{3}\b",
    ),
    Rule("a postcode", r"\b[a-z]{1,2}\d[a-z\d]?[\s.-]*\d[\s.-]?[abd-hjlnp-uw-z]{2}\b", _postcode),
    Rule("a PNC number", r"\b(?:19|20)?\d{2}\s?/\s?\d{2,7}\s?[a-hj-np-rt-z]\b|\b(?:19|20)\d{9}[a-z]\b"),
    Rule("a CRO number", r"\b\d{3,6}/\d{2}[a-z]\b|\bsf\s?\d{2}/\d{1,6}[a-z]\b"),
    Rule(
        "a case's URN",
        r"\b\d{2}[a-z0-9]{0,4}/\d{3,7}/\d{2,4}\b|"
        r"\b\d{2}[a-z]{1,2}\d{7,9}\b|"
        r"\b\d{2}[a-z]{1,2}\d?\d{7}\b",
    ),
    Rule("a Home Office reference", r"\b[a-z]\d{7,8}(?:/\d{1,3})?\b|\bgwf\s?\d{6,9}\b", _no_ons_code),
    Rule("a passport or residence permit number", r"\b\d{9}\b|\b[a-z]{2}[a-z0-9]{7}\b", _mixed),
    Rule(
        REFERENCE,
        r"\b(?:log|inc|incident|cad|crime|occurrence|custody|storm)\b[\s.:#-]*"
        r"(?:no|num|number|ref|reference|id)?[\s.:#-]*\d{3,}",
    ),
    Rule(
        "a vehicle's registration",
        r"\b[a-z]{2}\d{2}\s?[a-z]{3}\b|"
        r"^[a-z]\d{1,3}[ -]?[a-z]{3}$|"
        r"^[a-z]{3}[ -]?\d{1,3}[ -]?[a-z]$|"
        r"^[a-z]{3}[ -]?\d{4}$",
        _no_month,
    ),
    Rule("a UPRN or another number of eleven or twelve digits", r"\b\d{11,12}\b"),
    Rule(
        REFERENCE,
        r"\b[a-z]{1,5}[ ./_-]?\d{6,}\b|"
        r"\b\d{2,4}[a-z]{0,3}[/_-]\d{5,}\b|"
        r"\b\d{5,}/\d{2,4}\b|"
        r"\b[a-z]{2,5}/\d{3,}(?:/\d{2,4})?\b|"
        r"\b(?:20)?\d{2}[a-z]{1,4}[ ./_-]?\d{5,8}\b",
        _no_ons_code,
    ),
    Rule(
        REFERENCE, r"\b(?:cri|cris|crm|crn|cr|occ|rin|urn|ref)[\s.:#/-]*(?:no\b)?[\s.:#]*\d{4,}\b", _no_year
    ),
    Rule(REFERENCE, r"\b[0-9a-f]{8}-[0-9a-f]{4}-|\b[0-9a-f]{16,}\b", _mixed),
    Rule(
        OFFICER,
        rf"\b{RANK}\.?[\s:#(-]{{0,3}}(?:(?:no|num|number)\.?\s?)?\d{{2,6}}\b|"
        r"\b(?:collar|shoulder|epaulette)\s?(?:no|num|number)?[\s.:#-]*\d{2,6}\b|"
        r"\b(?:oic|officer in (?:the )?case|supervisor)\s?[:-]\s?\S",
    ),
    # The whole of a cell: in the middle of one "ASSAULT PC" is an offence.
    Rule(
        OFFICER,
        rf"^(?-i:(?:[AT]/)?(?:{IN_CAPITALS})\.?\s+(?:[A-Z]\.?\s+)*"
        r"[A-Z][A-Z'-]+(?:\s[A-Z][A-Z'-]+){0,2}(?: \d{2,6})?)$|"
        rf"^(?-i:[A-Z][A-Za-z'-]+(?:, (?:[A-Z]\.? )?| \(|, \()(?:[AT]/)?(?:{IN_CAPITALS})\)?)$|"
        r"^(?-i:(?:(?:Police|Detective|Special|Chief|Acting|Temporary|Det) )*"
        r"(?:Constable|Sergeant|Inspector|Sgt|Insp|Supt) [A-Z][a-z'-]+(?: [A-Z][a-z'-]+)?)$",
    ),
    # Case tells "Miss Jones" from a near miss incident: here it counts.
    Rule(
        NAME,
        rf"(?-i:\b(?:{TITLES})\.?\s+(?:[A-Z]\.?\s+)*[A-Z][a-z'-]+)|"
        r"(?-i:\b(?:MS|MISS)\.?\s+[A-Z]{2,})|"
        r"(?-i:^[A-Z][A-Z'-]{2,},\s?[A-Z][a-z'-]+(?:\s[A-Z][a-z.'-]*)*$)|"
        r"\b(?:mr|mrs|mx|dr)\b\.?\s+[a-z'-]{2,}",
    ),
    Rule(STATUS, rf"^.*(?:{STATUSES}).*$", _of_a_person),
    Rule(ADDRESS, r"\b(?:flat|apt|apartment)\.?\s?(?:\d{1,4}[a-z]?|[a-h])(?:,|$)"),
    Rule(
        ADDRESS,
        rf"(?:\b(?:[a-z]+\.?|\d{{1,3}}[a-z]?)\s|^|,\s?)\(?{HOUSE}(?:[a-z][a-z'.-]+\s+){{1,3}}"
        rf"(?:{STREETS})\b(?:\s[a-z]+)?|"
        rf"^(?-i:{HOUSE}(?:[A-Z][A-Za-z'.-]+\s+){{1,3}})(?:{ENDINGS})(?:,.*)?$",
        _house_in_a_street,
    ),
    Rule("a long number", r"\b\d(?:[ ./-]?\d){7,}\b", _long_number),
)
# A period above the headings: taken out before a long number is looked for, as its digits are those of days.
DAYS = re.compile(
    r"\b(?:\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d{2}|(?:19|20)\d{2}([/.-])\d{1,2}\2\d{1,2}|"
    r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
FREE_TEXT_RULES = (
    Rule(FREE_TEXT, r"[.!?]\s+[a-z]\w*\s+\w+.*[.!?]", lambda text: len(text.split()) >= 5),
    Rule(
        FREE_TEXT,
        r"\b(?:he|she|him|his|her|hers|i|my|me|they)\b.*\s\S+\s\S+",
        lambda text: len(text.split()) >= 5,
    ),
    Rule(
        FREE_TEXT,
        rf"\b(?:{PEOPLE})\b.*\b(?:{DEEDS})\b.*|"
        rf"\b(?:{KIN})\s(?:has\s|had\s|then\s)?(?:{DEEDS})\b.*",
        lambda text: len(text.split()) >= 4,
    ),
    Rule(FREE_TEXT, rf"^(?:was\s)?(?:{SUFFERED})\b.*$", _a_story),
)


def _everything():
    return "|".join(f"(?i:{rule.expression})" for rule in (*RULES, *FREE_TEXT_RULES))


def kind(text, dates=True, prose=True):
    """Return what a tidy text looks like that is never let in, or None.

    `dates` and `prose` are False for a title above the headings: it may name days and be a sentence.

    >>> kind("07700 900123"), kind("Theft from the person")
    ('a telephone number', None)
    """
    if DECIMAL.fullmatch(text):
        return None
    text = with_marks_as_digits(text)
    if prose and (len(text) > LONGEST_TEXT or len(text.split()) > LONGEST_LABEL_WORDS):
        return FREE_TEXT
    if not dates:
        text = DAYS.sub(" and ", text)
    for rule in RULES:
        if (dates or rule.name != DATE) and rule.finds(text):
            return rule.name
    # With nothing between its signs a postcode of "C-V-3-4..." is one again.
    if len(text) < 16 and re.search(r"[^\w\s]|\s", text) and re.search(r"\d", text):
        squeezed = re.sub(r"\W", "", text)
        found = re.fullmatch(r"(?i:[a-z]{1,2}\d[a-z\d]?\d[abd-hjlnp-uw-z]{2})", squeezed)
        if found and _postcode(squeezed):
            return "a postcode"
    if prose:
        return next((rule.name for rule in FREE_TEXT_RULES if rule.finds(text)), None)
    return None


def kinds(texts):
    """Return a list of (position, kind) of the tidy, distinct `texts` that are never let in."""
    array = pa.array(map(with_marks_as_digits, texts), pa.string())
    likely = pc.or_(
        pc.match_substring_regex(array, _everything()),
        pc.or_(
            pc.greater(pc.utf8_length(array), LONGEST_TEXT),
            pc.match_substring_regex(array, r"^\S?\d?\S?(?:[^\w]+\w{1,2})+$|(?:\s.*){30}"),
        ),
    )
    places = np.flatnonzero(likely.to_numpy(zero_copy_only=False))
    return [(int(place), found) for place in places if (found := kind(texts[place]))]


def own_texts(texts, filled):
    """Tell whether a column of `filled` cells has a text of its own in nearly every row."""
    return len(texts) >= MANY_TEXTS and _number(texts, r"\p{L}") > max(
        MANY_TEXTS - 1, OWN_TEXTS_SHARE * filled
    )


def are_names(texts):
    """Tell whether nearly all of many distinct texts have the shape of a person's name: "John Smith"."""
    plain = [text.replace("\u2019", "'") for text in texts]
    if len(texts) >= MANY_INITIALS and _number(plain, INITIALS) >= NAMES_SHARE * len(texts):
        return True
    if len(texts) < MANY_NAMES or _number(plain, NAMES) < NAMES_SHARE * len(texts):
        return False
    endings = Counter(text.casefold().split()[-1] for text in plain)
    return endings.most_common(1)[0][1] <= len(texts) / 2


def are_nearly_all(texts, expression):
    """Tell whether an expression is found in nearly all texts."""
    return bool(texts) and _number(texts, expression) >= NEARLY_ALL * len(texts)


def _number(texts, expression):
    """Return how many texts an expression is found in."""
    return pc.sum(pc.match_substring_regex(pa.array(texts, pa.string()), expression)).as_py() or 0
