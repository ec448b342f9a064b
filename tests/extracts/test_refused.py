"""What is never let in: by heading in many spellings, and by content under harmless headings."""

import pandas as pd
import pytest

from analysis.extracts import contents, refused
from analysis.extracts.texts import tidy

ZERO_WIDTH, NO_BREAK, DASH = "\u200b", "\u00a0", "\u2011"
REFUSED = {
    "a name": """
        Name|Names|Victim Name|Name of victim|victim_name|VICTIM NAME|Surname|Surname_1|SURNAME|
        Family name|Last Name|lastName|LASTNAME|last_nm|First Name|Forename(s)|Forenames|victimForename|
        victimsurname|Sirname|Victim_Fore_Name|Given Name|Middle names|Full name|FullName|Maiden name|
        Initials|Alias|AKA|a.k.a.|Nickname|Known as|Preferred name|Officer name|OIC Name|Name of OIC|
        Suspect name|Offender Surname|Next of kin name|Parent/guardian name|Aggrieved name|
        Complainant's name|District officer name|Ｓｕｒｎａｍｅ|Forename 2|Sur-name|Surn.|Ѕurname|Surnаme""",
    "a date of birth": """
        DOB|D.O.B.|D.O.B|d o b|Date of Birth|date_of_birth|DateOfBirth|dateofbirth|Birth date|Birthdate|
        Victim DOB|DOB (victim)|Date born|Birthday|Year of birth|Born on|VictimDateOfBirth|date of birth|
        DtOfBirth|D-O-B|victimdob|VDOB|PDOB|date_of_brth""",
    "an officer's or member of staff's name or number": """
        OIC|Officer in case|Officer in the case|Current OIC|OIC (current)|OEL author|Supervisor|Officer|
        Supervising officer|Reporting officer|Investigating Officer|Collar|Caseworker|Key worker|Entered by|
        Sergeant""",
    "an address or postcode": """
        Address|Addresses|Home Address|address_line_1|AddressLine1|Addr1|Addr. 2|Street|Street name|
        House number|House No.|Flat no|Building name|Postcode|Post code|POST_CODE|Postcode (home)|
        postcode sector|PCode|Postal code|Zip|ZIP code|homepostcode|Location|Incident location|
        Location description|Venue|Premises name|Residence|homeAddressLine2|Adress|Hse No|House nr|Add1|Add 1|
        HomeAdd|PCD|PCDS|PCD7|PC|Post_cde|Residing at|Lives""",
    "a way to reach a person": """
        Tel|Tel No.|Tel. No|Telephone|TELEPHONE_NUMBER|telephoneNo|Phone|Home phone|Phone (mobile)|Mobile|
        Mobile No|mobilenumber|Mob.|Landline|Fax|Contact number|Contact No|Contact details|WhatsApp|Email|
        E-mail|e mail|emailAddress|Mail|Victim e-mail|victim.email|victim-tel|VictimMobileNumber|Ph No|
        Ph|eml""",
    "an exact place": """
        Easting|Eastings|NORTHING|Northings|Lat|Latitude|Long|Longitude|lat/long|LatLong|lat_lng|X|Y|
        X coord|Y-Coordinate|xcoord|Coordinates|Co-ordinates|Grid Ref|Grid reference|GridRef|OS Grid Ref|
        NGR|UPRN|U.P.R.N.|What3Words|what 3 words|w3w|///what3words|GPS|Geometry|USRN""",
    "a reference of a case or person": """
        Crime Ref|Crime reference|Crime Reference Number|Crime No|Crime No.|Crime Number|CrimeNumber|
        crime_number|CRIMENO|Crime #|Crime ID|Crime URN|URN|U.R.N|Occurrence Number|OccurrenceNo|
        Occurrence ID|occ_no|Occ Ref|Incident number|Incident Log No|Log number|LogNo|CAD|CAD ref|
        Custody ref|Custody Number|custody_record_no|Case number|Case ref|CaseID|Investigation number|
        Person ID|Person URN|Victim ID|Victim reference|Victim Ref No|Client ID|client_ref|Record ID|
        Unique ID|Unique Ref No.|Reference|Ref|Ref.|Ref No|ID|IDs|GUID|Niche ID|NicheRef|Athena ref|
        Storm ref|Referral reference|Crime/Occurrence ref|Occurrence Number (OEL)|Occurence No|
        Occurance number|OccurrenceUID|Crm No|Crm Ref|Invest No|Niche RIN|CR No""",
    "an identity number": """
        PNC|PNC ID|PNCID|P.N.C. No|pnc_id|PNC number|CRO|CRO No|C.R.O. number|NHS|NHS No|NHS Number|
        nhs_number|NHSNumber|N.H.S. no.|NI|NI No|NI number|NINO|N.I. Number|NINumber|National Insurance|
        National Insurance No|nat_ins|Passport|Passport No|passport_number|PassportNumber|Driving licence|
        Nat Insurance|National Health Number|National Health Service No|Police National Computer|Passpt""",
    "a person's immigration status or its papers": """
        Visa|Visa type|Visa status|Visa no|BRP|BRP number|B.R.P.|Biometric residence permit|
        Home Office ref|Home Office Reference|HomeOfficeRef|HO ref|HO Ref No|H.O. Reference|HO number|
        Home Office number|CID|CID ref|C.I.D. number|ARC|ARC number|Immigration status|immigration_status|
        ImmigrationStatus|Victim's immigration status|Leave to remain|Leave to remain type|ILR|
        Asylum status|Asylum seeker|Asylum seeker flag|Refugee|Refugee status|NRPF|NRPF flag|N.R.P.F.|
        No recourse to public funds|nrpf_yn|Settled status|EUSS status|Pre-settled status|Right to work|
        Immig status|Imm Status|Imm. Stat|Leave status|Leave type|Leave|Limited leave|Immigrant|EU Settled|
        Settled?|Overstay|Overstayed|Right of abode|Travel document|Home Off. no|Deportation|Asyl""",
    "a person's nationality beside an area below the force": """
        Nationality|Nationalities|NATIONALITY_1|Victim nationality|Citizenship|Country of birth|
        CountryOfBirth|country_of_birth|Place of birth|Country of origin|countryofbirth|Natl|Nat'lity|NAT""",
    "free text": """
        MO|M.O.|M O|Modus operandi|MO summary|Summary|Crime summary|Notes|Note|Case notes|OIC notes|
        Comments|Comment|officer_comments|Narrative|Incident narrative|Description|Crime description|
        Incident description|Suspect description|Desc|Remarks|Free text|FreeText|free_text_1|Details|
        Incident details|Further details|Circumstances|Synopsis|Log text|Additional information|Statement|
        OEL text|Circs|Cmts|Narr.|FT|Update""",
    "a vehicle's registration": """
        VRM|V.R.M.|VRN|Vehicle registration|Vehicle Reg|VehicleRegNo|Reg No|Registration number|
        Registration mark|Number plate|numberplate|VIN|Car reg""",
    "an account or card": """
        Bank account|Bank account number|Bank details|Account number|Account No|Sort code|SORT_CODE|
        sortcode|IBAN|Card number|Credit card no""",
    "an online identity": """
        IP|Social media handle|Social media|Facebook|Facebook profile|Instagram|Insta handle|
        Twitter handle|Snapchat username|Username|User name|Screen name|TikTok|Profile URL|URL""",
    "a picture or recording": """
        Photo|Photograph|Photo path|Image|Mugshot|Picture|Custody image|Body worn video""",
}  # fmt: skip
LET_IN = """
    Offence group code and desc|Occurrence Created Date|Victim Age Band|Crime Outcome|
    Self Defined Ethnicity|Person Gender|Relationship to suspect|Religion|Date Record Created|
    Outcome type|HO Group code and desc|District name|Current Classification HO Outcome Code and Desc|
    HO Outcome|Merged Latest Ethnicity IC Code and Desc|SD ethnicity code and desc|Number of offences|
    Crime Type|Crime recorded date|Preferred contact method|Preferred language|Sexual orientation|
    Victim Sex|Interpreter required|Disability flag|Hate crime flag|Repeat victim|Referral source|
    Safer neighbourhood team|MSOA code|Ward|Ward name|Beat team|Station code|Support needs|
    Vehicle offence flag|Social media related|Location type|Marital status|Housing status|Bank holiday|
    Summary offence|Offence description|Outcome description|Ethnicity description|Offence code|
    Home Office offence code|Force name|Local authority name|Name of district|Number of victims|
    No of victims|Count of crimes|Quarter|Financial year|Domestic abuse flag|Language|Victim age|
    Age at offence|Offences in last 12 months|Date reported|Sex at birth|Long term disability|
    Street crime flag|Outcome code|Ethnic group|Gender identity|Consent given|Initial outcome|IP Age|
    IP Ethnicity|Time of day|Case status|Provider name|First contact within 5 days|PCD outcome|PCD date|
    Immediate response|Imm response|Leave on bail|Settled out of court|Added date|Update given|Occurence type|
    Natural language|PC team|Ph type|HSE referral|Circuit|Scene attended|National Health Service|Travel mode|
    Officer defined ethnicity|OIC team|Supervisor review outcome|Immigration advice|Rank|
    Immigration advice needed|Home Off offence group|Investigation team|Right to review"""


def listed(texts):
    return [text.strip() for text in texts.split("|")]


def test_a_refused_heading_is_known_in_every_spelling_and_called_what_it_is():
    assert sum(len(set(listed(texts))) for texts in REFUSED.values()) >= 300
    for kind, texts in REFUSED.items():
        found = {text: refused.kind(text, area_below_force=True) for text in listed(texts)}
        assert None not in found.values(), found
        if kind in ("a name", "a date of birth", "free text", "an account or card"):
            assert set(found.values()) == {kind}
        # In any case, and where something follows; a bare X or Y is a coordinate only as it stands.
        for text in (one for one in found if len(one) > 2):
            assert refused.kind(text.upper(), True) and refused.kind(f"{text}_1", True), text


def test_a_heading_of_what_is_counted_is_let_in():
    for heading in listed(LET_IN):
        assert refused.kind(heading, area_below_force=True) is None, heading
        assert refused.kind(heading.replace(" ", "_").lower(), area_below_force=True) is None, heading


def test_what_cannot_be_seen_hides_no_heading():
    hidden = [f"Sur{ZERO_WIDTH}name", f"Post{DASH}code", f"Victim{NO_BREAK}Name", "Prénom surname", "ＤＯＢ"]
    assert all(refused.kind(heading) for heading in [*hidden, "Ροstcode"])


def test_nationality_is_refused_only_beside_an_area_below_the_force():
    assert refused.kind("Nationality") is None
    assert refused.kind("Nationality", area_below_force=True)
    for heading in ("District name", "Ward", "Beat code", "MSOA", "Local Authority", "Postcode sector"):
        assert refused.is_below_force(heading), heading
    assert not refused.is_below_force("Force area")


SHAPES = {
    "an e-mail address": """
        jo@example.org|JO.BLOGGS@EXAMPLE.CO.UK|jo (at) example.org|jo[at]example[dot]org|jo @ example.org|
        write to jo@example.org|jane AT example DOT com|jane (at) x dot co|jane at example dot co dot uk""",
    "a telephone number": """
        07700 900123|07700900123|+44 7700 900123|+447700900123|0044 7700 900123|+44 (0)7700 900123|
        (01926) 412345|01926-412345|020 7946 0958|020.7946.0958|7700900123|+33 1 23 45 67 89|
        0 7 7 0 0 9 0 0 1 2 3|０７７００ ９００１２３|07700\u200b900 123|07700\u2013900\u2013123|
        O7700 900123|077OO 9OO123""",
    "a postcode": """
        CV34 4AB|cv344ab|CV34-4AB|M1 1AE|W1A 0AX|EC1A 1BB|near CV34 4AB today|C V 3 4 4 A B|CV34 4AB|
        СV34 4АВ""",
    "a National Insurance number": """
        AB123456C|AB 12 34 56 C|ab-12-34-56-c|AB 12 34 56|AB123456""",
    "an NHS number": """
        943 476 5919|9434765919|943-476-5919""",
    "a full date outside the date column": """
        03/02/1980|3/2/80|1980-02-03|3 February 1980|3rd Feb 1980|Feb 3, 1980|03.02.1980|03-02-1980|
        19800203|03Feb80|1980-02-03 00:00:00|02/03/1980 14:22|03\u20112\u20111980""",
    "latitude and longitude": '''
        52.2823, -1.5849|52.28231 -1.58492|52.2823N 1.5849W|52°16'56"N|POINT(-1.58 52.28)''',
    "eastings and northings": """
        428123, 264456|428123 264456|E428123 N264456""",
    "a grid reference": """
        SP 123 456|SP123456|SP 12345 67890|SP1234567890""",
    "a UPRN or another number of eleven or twelve digits": """
        100070123456""",
    "a passport or residence permit number": """
        123456789|AB1234567|ZU1234567|ZW1A23456""",
    "a Home Office reference": """
        A1234567|B12345678|A1234567/2|GWF012345678""",
    "a PNC number": """
        95/1234567X|1995/1234567X|95/123X|20231234567X""",
    "a CRO number": """
        123456/95A|SF39/12345X""",
    "a case's URN": """
        20/12345/22|23CR/12345/21|23WM1234521|23AB12345678""",
    "a crime, incident or custody reference": """
        CR/123456/23|CRI00123456|23/123456|0123456/23|Log 1234|Incident no. 456|crime ref 1234/20|
        d41d8cd98f00b204e9800998ecf8427e|23C123456|23C12345|22ABC12345|2023C123456|CRI 12345|CR12345|
        Occ no 12345""",
    "a vehicle's registration": """
        AB12 CDE|ab12cde|A123 BCD|ABC 123D|AIZ 1234""",
    "a sort code or account": """
        12-34-56|12-34-56 12345678|12 34 56 12345678""",
    "an IBAN": """
        GB29 NWBK 6016 1331 9268 19|GB29NWBK60161331926819""",
    "a card number": """
        4111 1111 1111 1111|4111111111111111|5500-0000-0000-0004""",
    "an IP or device address": """
        192.168.1.12|2001:0db8:85a3:0000:0000:8a2e:0370:7334|00:1A:2B:3C:4D:5E""",
    "a web address": """
        https://example.org/x|www.example.org|facebook.com/jo""",
    "a social media handle": """
        @jo_bloggs|insta: jo|Snapchat: joblo""",
    "a what3words address": """
        filled.count.soap|///filled.count.soap""",
    "a person's name": """
        Mr Smith|Mrs. J Smith|mr smith|Dr Jones|MR SMITH|MISS JONES|Ms Ahmed|PC Jones|SMITH, John""",
    "an officer's name or number": """
        PC 1432 HARGREAVES|PC1432|T/DC 1432|PCSO 7712|DC 99 Smith|Insp. HARGREAVES|HARGREAVES, PC|
        Hargreaves (PC)|A/PS 12 SMITH|PC HARGREAVES 1432|Detective Sergeant Smith|Collar no 1432|
        Police Constable 12|OIC: Jones""",
    "free text": """
        She was walking home when he hit her|Victim states that a man took the bag|
        Called at ten. Nobody was there. Will call again.|Stabbed in arm at Tesco by brother|
        ex partner threatened her with knife|Partner threatened with a knife|Brother then punched in face|
        attended hospital after assault by ex partner""",
    "an address": """
        12 High Street|Flat 3, 12 High Street|Flat 3 12 High Street|Flat 3|14a Mill Lane, Larkmere|
        lives at 9 mill lane|12-14 The Green|3 Church Close|12 HIGH STREET|Rose Cottage, 4 Mill Rd""",
    "a picture or file": """
        photo123.jpg|statement.pdf|data:image/png;base64,iVBOR""",
    "a person's immigration status": """
        Asylum seeker|NRPF|No recourse to public funds|Indefinite leave to remain|ILR|Overstayer|
        Student visa|pre-settled status|Asylum|asylum claimant|Claimed asylum 2023|Illegal immigrant|No leave|
        Limited leave|UASC|humanitarian protection|Dependant visa|Section 95|S95 support|EU settled|
        Visa expired|Right of abode|Refugee, council tenant""",
    "a long number": """
        12345678|1234-1234-5678-9012""",
}  # fmt: skip
HARMLESS = """
    W1 - British|1 - Violence|Theft from the person|18-24|65 and over|2025-Q1|2024/25|2024-2025|2024/2025|
    Jan 2025|Jan-Mar 2025|Q1 2025|Q1 Jan|00:00-06:00|0000-0559|E07000222|E01031234|CV34|SW1A|M1|105A|8N|
    8/31|1/4.1/4.10/4.2|17|12345|123456|45.3|0.333333333333|33.333333333333336|9137001.2917|Unknown|NULL|
    Not Provided|Y|Stranger|Partner or ex-partner|
    Evidential difficulties: suspect identified; victim does not support further action|
    Named suspect identified: evidential difficulties prevent further action: victim supports police
    action|Assault occasioning actual bodily harm (ABH)|Near miss incident|Facebook|Victim Support|
    White: English, Welsh, Scottish, Northern Irish or British|14 days|10 to 14|Beat 12|Team 4|
    Community Resolution|
    Further investigation resulting from crime report which could provide evidence sufficient to
    support formal action being taken against the suspect is not in the public interest - police decision|
    Immigration Act offences|S.47 Assault|N/A|WEDNESDAY|Taken into consideration (TIC)|Reported by victim|
    Possession of controlled drugs (excl. cannabis)|High Street|High Street ward|12 High Street ward|
    Beat 12 High Street|12 - High Street|Park Road Police Station|Burglary - residential|
    Theft from 2 shops in the street|5 years on the road|2 Serious road traffic collision|5 days at court|
    2 bed flat|Flat fee|Section 47 assault|Section 18|S95|Refugee Council|Asylum Aid|Migrant Help|
    UK Visas and Immigration|Refugee Women's Centre|Asylum and Immigration Act offences|
    Visa debit card fraud|Annual leave|Anti-immigrant hate|Assaulted by current or former partner|
    Assault by partner or ex-partner|Threatened with a knife or other weapon by a stranger|
    Partner agency attended the meeting|Neighbour dispute reported to council|Reported to police by victim|
    ASSAULT PC|ASSAULT ON A PC IN EXECUTION OF DUTY|PCSO|Police officer|Inspector or above|
    Meeting at red dot cafe|Ukrainian - Українська|Greek - Ελληνικά|2024 High Street survey"""


def test_what_points_at_a_person_is_known_by_its_shape():
    assert sum(len(listed(texts)) for texts in SHAPES.values()) >= 100
    for kind, texts in SHAPES.items():
        for text in listed(texts):
            assert contents.kind(tidy(text)) == kind, text
            assert contents.kinds(["Theft", tidy(text), "Robbery"]) == [(1, kind)], text


def test_what_is_counted_points_at_nobody():
    for text in (" ".join(text.split()) for text in listed(HARMLESS)):
        assert contents.kind(text) is None and contents.kinds([text]) == [], text


@pytest.mark.parametrize("text", ["word " * 31, "w" * 201])
def test_a_long_text_is_free_text_and_ten_digits_need_their_check_digit(text):
    assert contents.kinds([text.strip(), text[:90].strip()]) == [(0, "free text")]
    kinds = {"9434765919": "an NHS number", "9434765918": "a long number"}
    assert {number: contents.kind(number) for number in kinds} == kinds


def test_a_title_above_the_headings_may_name_days_and_nobody():
    title = "Victims of crime from 1 July 2024 to 31 December 2025. Made for the office. Not to be passed on."
    assert contents.kind(title, dates=False, prose=False) is None
    for title in (
        "Period: 01/01/2026 - 31/03/2026",
        "01.01.2026",
        "Run 20260331",
        "2026-01-01 to 2026-03-31",
    ):
        assert contents.kind(title, dates=False, prose=False) is None, title
    for title in ("12345678", "31/03/2026 12345678"):
        assert contents.kind(title, dates=False, prose=False) == "a long number"
    assert contents.kind("Made by Mr Smith", dates=False, prose=False) == "a person's name"


# Through the readers


@pytest.mark.parametrize("heading", ["victimForename", "NRPF"])
def test_a_refused_heading_is_refused_even_when_it_is_mapped_or_ignored(office, heading):
    for before, after in (
        ('["Beat team"', f'["{heading}", "Beat team"'),
        ('["DA flag"', f'["DA flag", "{heading}"'),
    ):
        office.map(office.columns.replace(before, after))
        office.csv([[*row, "Y"] for row in office.rows()], headings=[*office.headings, heading])
        said = office.refusal()
        assert said.startswith("victims_2026-Q1.csv, cell F1: the heading stands for ")
        assert "never let in, mapped or not" in said


def test_nationality_may_be_ignored_at_force_level_alone(office):
    columns = office.columns.replace('"Remand"]', '"Remand", "Nationality"]')
    office.map(columns)
    office.csv([[*row, "X"] for row in office.rows()], headings=[*office.headings, "Nationality"])
    assert "nationality beside an area" in office.refusal()
    area = columns.index("[victims.our_police.fields.district]")
    office.map(columns[:area] + columns[columns.index("[victims.our_police.fields.ethnic_group]") :])
    headings = ["Date Record Created", *office.headings[2:4], "Nationality"]
    office.csv([[row[0], *row[2:4], "X"] for row in office.rows()], headings=headings)
    assert office.counts().frame["victims"].sum() == 4


@pytest.mark.parametrize("column", [1, 2, 3, 4])
def test_a_value_that_points_at_a_person_is_refused_everywhere_and_never_said(office, column):
    values = [listed(one)[0] for one in SHAPES.values()]
    for value in values if column == 4 else values[column::5]:  # of every column the rules are the same
        table = office.rows(6)
        table[2][column] = table[4][column] = value
        office.csv(table)
        said = office.refusal()
        assert f"victims_2026-Q1.csv, cell {'ABCDE'[column]}4: holds what looks like " in said
        assert "; 2 such cells in the column" in said and value.strip() not in said


@pytest.mark.parametrize(
    ("number", "mend"),
    [(1, "Clear the cell and save"), (2, "Clear these cells and save"), (3, "Take the column out of the")],
)
def test_a_stray_postcode_is_to_be_cleared_and_a_column_of_them_taken_out(office, number, mend):
    table = office.rows(20)
    for row in table[:number]:
        row[1] = "ZE9 9ZZ"
    office.csv(table)
    assert f" {mend}" in office.refusal() and "ZE9" not in office.refusal()


def test_a_listed_value_is_what_the_list_says_and_a_code_lets_no_name_in(office):
    office.map(office.columns.replace('"Out of force" =', '"HQ 12-34-56" = "Larkmere", "Out of force" ='))
    office.csv(office.rows(2, c1="HQ 12-34-56"))
    assert office.by("district") == {"Larkmere": 1, "Quarrowby": 1}
    office.csv(office.rows(9, c2="W1 - 07700 900123"))
    assert "cell C2: holds what looks like a telephone number" in office.refusal()


def test_two_columns_of_metres_are_a_place(office):
    for value in (["428123", "264456"], ["428123.4", "264456.2"]):
        office.csv([[*row[:4], *value] for row in office.rows(5)], headings=[*office.headings, "Remand"])
        assert "cell E2: holds what looks like eastings beside northings" in office.refusal()
    office.csv([[*row[:4], "428123", "12"] for row in office.rows(5)], headings=[*office.headings, "Remand"])
    assert office.counts().frame["victims"].sum() == 5


NAMES = [f"{a}{b} {c}ing" for a in "abcdefgh" for b in "klmnop" for c in ("go", "ris", "fall")]
SAYING_NOTHING = ["none", "nil"] * 200
SENTENCES = [f"{one} near the old mill" for one in NAMES if "go" in one or "fall" in one]


@pytest.mark.parametrize(
    ("cells", "says", "let_in"),
    [
        (["52.28231"] * 5, "cell E2: holds what looks like degrees of latitude", ["52.28231", *"1234"]),
        (NAMES, "cell E2: holds what looks like a text of its own in nearly every row", NAMES * 3),
        (SAYING_NOTHING + SENTENCES, "cell E402: holds what looks like a text of its own in nearly every row",
         SAYING_NOTHING + SENTENCES * 3),
        (["one two\nthree four", "Beat 4", "Beat 4"], "cell E2: holds what looks like free text", ["Beat 4"]),
    ],
    ids=["latitudes and scores", "a text in every row", "sentences among nothing", "several lines"],
)  # fmt: skip
def test_what_a_whole_column_holds_points_at_a_person_or_does_not(office, cells, says, let_in):
    office.csv([[*office.row[:4], cell] for cell in cells])
    assert says in office.refusal()
    office.csv([[*office.row[:4], cell] for cell in let_in])
    assert office.counts().frame["victims"].sum() == len(let_in)


FIRST = ["John", "Jane", "Ali", "Maria", "Ewa", "Tom", "Sue", "Abdul", "Ioana", "Łukasz"]
LAST = ["Smith", "O'Neill", "Khan", "Popescu", "Nowak"]


@pytest.mark.parametrize("case", [str, str.upper])
def test_many_names_in_a_column_are_told_by_their_shape(office, case):
    for form in ("{0} {1}", "{0} J {1}", "{2}. {1}", "{1}, {2}", "{1}, {0}", "{1},{0}"):
        names = [case(form.format(first, last, first[0])) for first in FIRST for last in LAST]
        office.csv([[*office.row[:4], name] for name in names * 4])
        said = office.refusal()
        assert "cell E2: holds what looks like a person's name" in said, form
        assert not any(last in said or last.upper() in said for last in LAST)


def test_names_are_told_in_a_long_column_and_bodies_that_end_alike_are_none():
    names = [f"{first}{sign} {last}" for first in FIRST for sign in "abcdefghijkl" for last in LAST]
    assert contents.are_names(names)
    assert contents.are_names([f"smith, {sign}" for sign in "abcde"])
    assert not contents.are_names([f"smith, {sign}" for sign in "abcd"])
    for ending in ("Police", "Ward", "School"):
        assert not contents.are_names([f"{first}{last.title()} {ending}" for first in FIRST for last in LAST])


@pytest.mark.parametrize("number", [29, 30])
@pytest.mark.parametrize("share", [0.7, 0.9])
def test_few_names_and_mixed_texts_are_let_in(number, share):
    names = [f"{first} {last}" for first in FIRST for last in LAST][: round(number * share)]
    others = [f"Larkmere{'x' * at}" for at in range(number - len(names))]
    assert contents.are_names(names + others) == (number == 30 and share == 0.9)


@pytest.mark.real
def test_the_wards_of_no_district_are_taken_for_persons(real):
    lookup = pd.read_csv(real("geography/lookup_lsoa21_ward24_ltla24.csv"), dtype="str")
    wards = [list(rows["ward24_name"].unique()) for _, rows in lookup.groupby("ltla24_name")]
    assert not [names for names in wards if contents.are_names(names)]
    # Thanet has a ward "Sir Moses Montefiore".
    kinds = {kind for names in wards for _, kind in contents.kinds(names)}
    assert kinds <= {contents.NAME}
