# ruff: noqa: E501 -- a group is one line a field: broken, the mixes cannot be compared
"""The groups of invented people: what hangs together in life hangs together here.

Every weight is made up. The labels are those of the census tables, or short for them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """A group of people. Mixes are written "what weight; what weight"; shares are of the group.

    `english_born_here` and `english_arrived` have English as main language; `skill` shifts proficiency on a
    logistic scale; `deprived` and `urban` say where the group lives, `clusters` in how many quarters.
    """

    per_thousand: float
    born_here: float
    english_born_here: float
    english_arrived: float
    skill: float
    arrival: str
    deprived: float
    urban: float
    clusters: int
    born: str
    passport: str
    ethnic: str
    detailed: str
    religion: str
    language: str
    identity: str


_CHRISTIAN, _SECULAR = (
    "Christian 68; No religion 24; Not answered 8",
    "No religion 50; Christian 40; Not answered 10",
)
_MUSLIM = "Muslim 93; No religion 2; Not answered 5"
_HINDU = "Hindu 82; Christian 6; No religion 4; Not answered 6; Other religion 2"
_OTHER_WHITE = "Other White 97; Other Mixed or Multiple ethnic groups 2; Any other ethnic group 1"
GROUPS = {
    "White British": Group(
        838, 0.985, 0.9996, 0.99, 1.5, "mixed", 0, 0, 0, "EU14 45; Africa 18; Asia 20; Americas 9; Oceania 6; Overseas 2",
        "UK 88; None 8; NorthAmerica 2; Oceania 2", "British 100", "", "Christian 48.5; No religion 44; Not answered 6.3; "
        "Buddhist 0.3; Other religion 0.7; Jewish 0.2", "British Sign Language 40; Welsh or Cymraeg (in England only) 30; "
        "Any sign communication system 8; Any other sign language 4; French 6; German 6; Scots 4; Gaelic (Irish) 1; "
        "Cornish 1", ""),
    "Irish": Group(
        9, 0.45, 0.999, 0.985, 1.5, "old", 0, 0.2, 0, "EU14 100", "Ireland 80; UK 18; None 2", "Irish 92; British 8", "",
        "Christian 72; No religion 20; Not answered 8", "Gaelic (Irish) 90; Any other sign language 10", "Irish only identity 1"),
    "Gypsy, Traveller and Roma": Group(
        1.4, 0.6, 0.97, 0.2, -0.9, "2014", 0.5, -0.2, 3, "EU8 30; EU2 60; EU14 10", "Romania 60; Other EU countries 38; None 2",
        "Gypsy or Irish Traveller 55; Roma 45", "", "Christian 60; No religion 25; Not answered 15",
        "Any Romani language 55; Romanian 25; Slovak 8; Romany English 6; Irish Traveller Cant 6", "Romanian 1"),
    "Polish": Group(
        17, 0.2, 0.72, 0.12, -0.7, "2004", 0.35, 0.6, 3, "EU8 97; EU14 3", "Poland 92; UK 7; None 1", _OTHER_WHITE, "Polish",
        "Christian 72; No religion 18; Not answered 10", "Polish 96; German 1; Any other European language (EU) 1; "
        "Ukrainian 1; Russian 1", " Polish 1"),
    "Romanian": Group(
        12, 0.13, 0.55, 0.09, -0.1, "2014", 0.4, 0.7, 3, "EU2 92; non-EU 6; EU14 2", "Romania 92; Italy 3; UK 3; None 2",
        _OTHER_WHITE, "Romanian", "Christian 85; No religion 7; Not answered 8", "Romanian 95; Hungarian 3; "
        "Any Romani language 1; Italian 1", "Romanian 1"),
    "Bulgarian": Group(
        1.6, 0.12, 0.55, 0.1, -0.45, "2014", 0.4, 0.6, 2, "EU2 95; EU14 5", "Other EU countries 96; UK 3; None 1",
        _OTHER_WHITE, "Bulgarian", "Christian 66; Muslim 12; No religion 14; Not answered 8", "Bulgarian 86; Turkish 11; "
        "Any Romani language 3", "Other member countries 1"),
    "Baltic": Group(
        3, 0.18, 0.65, 0.1, -0.75, "2004", 0.4, 0.5, 2, "EU8 96; non-EU 4", "Lithuania 60; Other EU countries 35; UK 5",
        _OTHER_WHITE, "Lithuanian", "Christian 60; No religion 30; Not answered 10", "Lithuanian 55; Latvian 28; Russian 13; "
        "Estonian 4", " Lithuanian 6; Other member countries 4"),
    "Hungarian, Slovak and Czech": Group(
        3.6, 0.18, 0.68, 0.12, 0.1, "2004", 0.2, 0.4, 2, "EU8 98; EU14 2", "Other EU countries 94; UK 6", _OTHER_WHITE,
        "Hungarian", "Christian 48; No religion 42; Not answered 10", "Hungarian 50; Slovak 28; Czech 17; Slovenian 3; "
        "Any other European language (EU) 2", "Other member countries 1"),
    "Portuguese-speaking": Group(
        4, 0.22, 0.7, 0.16, -0.35, "2004", 0.45, 0.6, 2, "EU14 62; Americas 20; Asia 8; Africa 10",
        "Portugal 80; CentralSouthAmerica 12; UK 8", "Other White 78; African 8; Other Asian 6; "
        "Other Mixed or Multiple ethnic groups 8", "Portuguese", _CHRISTIAN, "Portuguese 95; Spanish 2; "
        "Any other East Asian language 3", "Portuguese 1"),
    "Western European": Group(
        11, 0.3, 0.93, 0.42, 1.4, "mixed", -0.3, 0.3, 1, "EU14 90; non-EU 6; other EU 4", "France 17; Germany 20; Italy 20; "
        "Spain 16; Other EU countries 12; UK 12; Other Europe 3", "Other White 92; Other Mixed or Multiple ethnic groups 8", "",
        _SECULAR, "Italian 22; Spanish 24; French 18; German 15; Greek 9; Dutch 6; Swedish 2; Danish 1.3; Finnish 1; "
        "Maltese 0.4; Northern European language (non EU) 0.8; Yiddish 0.2; Hebrew 0.3", "French 2; German 2; Italian 2; "
        "Other member countries 2"),
    "Albanian": Group(
        1, 0.25, 0.7, 0.15, -0.4, "2014", 0.5, 0.8, 2, "non-EU 92; EU14 8", "Other Europe 70; UK 24; Italy 6", _OTHER_WHITE,
        "Albanian", "Muslim 52; Christian 22; No religion 16; Not answered 10", "Albanian 96; Italian 2; Greek 2",
        "Other European 1"),
    "Ukrainian, Russian and Balkan": Group(
        1.6, 0.2, 0.8, 0.2, 0.3, "mixed", 0, 0.4, 1, "non-EU 85; EU8 15", "Other Europe 62; UK 34; Other EU countries 4",
        _OTHER_WHITE, "Ukrainian", _CHRISTIAN, "Ukrainian 22; Russian 42; Bosnian, Croatian, Serbian, and Montenegrin 26; "
        "Any other Eastern European language (non EU) 10", "Other European 1"),
    "Panjabi": Group(
        14, 0.55, 0.93, 0.42, -0.55, "old", 0.1, 0.7, 3, "Asia 92; Africa 8", "UK 70; SouthernAsia 27; Italy 3",
        "Indian 96; Other Asian 4", "", "Sikh 84; Hindu 9; No religion 3; Not answered 4", "Panjabi 93; Hindi 5; Urdu 1; "
        "Italian 1", "Indian 1"),
    "Gujarati": Group(
        7, 0.5, 0.93, 0.48, -0.3, "old", -0.1, 0.7, 2, "Asia 58; Africa 42", "UK 72; SouthernAsia 20; Portugal 8",
        "Indian 93; Other Asian 7", "", "Hindu 78; Muslim 13; Not answered 5; Other religion 4", "Gujarati 93; Hindi 4; "
        "Portuguese 1; Any other South Asian language 2", "Indian 1"),
    "Indian and Sri Lankan professional": Group(
        8, 0.25, 0.72, 0.3, 1.5, "new", -0.5, 0.5, 2, "Asia 96; Africa 2; Americas 2", "SouthernAsia 62; UK 38",
        "Indian 85; Other Asian 15", "Sri Lankan", _HINDU, "Tamil 26; Malayalam 20; Telugu 17; Hindi 16; Marathi 9; "
        "Sinhala 6; Any other South Asian language 6", "Indian 5; Sri Lankan 1"),
    "Pakistani": Group(
        8, 0.58, 0.9, 0.4, -0.5, "mixed", 0.6, 0.8, 2, "Asia 94; EU14 4; non-EU 2", "UK 74; SouthernAsia 22; Italy 4",
        "Pakistani 96; Other Asian 4", "", _MUSLIM, "Urdu 55; Panjabi 24; Pakistani Pahari (with Mirpuri and Potwari) 14; "
        "Pashto 4; Italian 2; Any other South Asian language 1", "Pakistani 1"),
    "Bangladeshi": Group(
        3, 0.55, 0.85, 0.35, -0.7, "mixed", 0.7, 0.8, 2, "Asia 93; EU14 7", "UK 76; SouthernAsia 17; Italy 7",
        "Bangladeshi 97; Other Asian 3", "", _MUSLIM, "Bengali (with Sylheti and Chatgaya) 95; Italian 3; Urdu 2",
        "Bangladeshi 1"),
    "Chinese": Group(
        5, 0.28, 0.8, 0.25, 0.3, "new", -0.1, 0.6, 1, "Asia 97; Americas 1; Oceania 2", "EasternAsia 50; UK 36; Overseas 14",
        "Chinese 94; Other Asian 6", "", "No religion 62; Christian 18; Buddhist 10; Not answered 10",
        "Cantonese Chinese 42; Mandarin Chinese 32; All other Chinese 17; Japanese 4; Korean 4; Malay 1", "Chinese 1"),
    "South-east Asian and Nepalese": Group(
        3.4, 0.25, 0.85, 0.35, 0.7, "mixed", 0, 0.4, 1, "Asia 100", "SouthEastAsia 50; SouthernAsia 16; UK 34",
        "Other Asian 96; Other Mixed or Multiple ethnic groups 4", "Filipino", "Christian 50; Buddhist 26; Hindu 12; "
        "No religion 6; Not answered 6", "Tagalog or Filipino 36; Thai 24; Nepalese 26; Malay 6; "
        "Any other East Asian language 8", "Filipino 5; Other South-East Asian 4"),
    "Vietnamese": Group(
        0.6, 0.3, 0.7, 0.15, -0.9, "mixed", 0.6, 0.8, 1, "Asia 100", "SouthEastAsia 48; UK 50; None 2", "Other Asian 98; Chinese 2",
        "Vietnamese", "Buddhist 42; No religion 36; Christian 12; Not answered 10", "Vietnamese 96; Cantonese Chinese 4",
        "Other South-East Asian 1"),
    "Iranian and Kurdish": Group(
        1.7, 0.22, 0.7, 0.18, -0.35, "new", 0.7, 0.9, 2, "Asia 97; EU14 3", "MiddleEast 42; UK 40; None 18",
        "Any other ethnic group 82; Other White 14; Other Asian 4", "Iranian", "Muslim 62; No religion 16; Christian 12; "
        "Not answered 10", "Kurdish 46; Persian or Farsi 48; Any other West or Central Asian language 4; Arabic 2",
        "Kurdish 3; Iranian 5; Other Middle Eastern 1"),
    "Afghan": Group(
        1.1, 0.25, 0.55, 0.1, -0.8, "new", 0.8, 0.9, 2, "Asia 99; EU14 1", "SouthernAsia 48; UK 32; None 20",
        "Other Asian 88; Any other ethnic group 12", "Afghan", _MUSLIM, "Pashto 55; Persian or Farsi 40; "
        "Any other West or Central Asian language 5", "Afghan 1"),
    "Arab": Group(
        1.6, 0.3, 0.7, 0.2, 0.1, "new", 0.5, 0.9, 2, "Asia 66; Africa 32; EU14 2", "MiddleEast 36; NorthAfrica 20; UK 36; None 8",
        "Arab 92; Any other ethnic group 8", "", _MUSLIM, "Arabic 97; French 2; Kurdish 1", "North African 3; Other Middle Eastern 6"),
    "Eritrean, Ethiopian and Somali": Group(
        1.6, 0.3, 0.65, 0.14, -0.6, "new", 0.9, 0.9, 2, "Africa 92; EU14 6; Asia 2", "SouthEastAfrica 38; UK 42; None 16; "
        "Other EU countries 4", "African 96; Other Black 4", "Eritrean", "Muslim 56; Christian 38; Not answered 6",
        "Tigrinya 42; Somali 36; Amharic 18; Any other African language 4", "Somali 4; Other South and Eastern African 6"),
    "West African": Group(
        4.4, 0.35, 0.98, 0.78, 1.2, "mixed", 0.5, 0.8, 2, "Africa 93; EU14 6; Americas 1", "CentralWestAfrica 32; UK 62; Italy 3; "
        "None 3", "African 96; Other Black 4", "Nigerian", "Christian 82; Muslim 9; No religion 3; Not answered 6",
        "Akan 20; Yoruba 22; Igbo 14; French 12; Krio 6; Lingala 8; Any other Nigerian language 8; "
        "Any other West African language 10", "Nigerian 5; Other Central and Western African 5"),
    "Southern and eastern African": Group(
        3.8, 0.35, 0.98, 0.74, 1.3, "mixed", 0.2, 0.4, 1, "Africa 98; EU14 2", "SouthEastAfrica 32; UK 66; None 2",
        "African 62; British 22; Other White 16", "Zimbabwean", _CHRISTIAN, "Shona 36; Afrikaans 28; Swahili or Kiswahili 16; "
        "Luganda 10; Any other African language 10", "Other South and Eastern African 1"),
    "Caribbean": Group(
        6, 0.7, 0.998, 0.98, 1.2, "old", 0.5, 0.8, 2, "Americas 99; EU14 1", "UK 86; NorthAmerica 12; None 2",
        "Caribbean 88; Other Black 12", "", "Christian 62; No religion 26; Not answered 9; Other religion 3",
        "English-based Caribbean Creole 70; Any other Caribbean Creole 30", "Jamaican 3; Other Caribbean 2"),
    "Mixed heritage": Group(
        19, 0.92, 0.996, 0.8, 1.2, "mixed", 0.3, 0.4, 1, "Africa 22; Asia 26; Americas 26; EU14 22; Oceania 4",
        "UK 84; NorthAmerica 6; Other EU countries 6; None 4", "White and Black Caribbean 44; White and Asian 28; "
        "White and Black African 12; Other Mixed or Multiple ethnic groups 16", "", "No religion 52; Christian 34; Muslim 5; "
        "Not answered 8; Buddhist 1", "French 24; Spanish 26; German 12; Portuguese 14; Arabic 12; Japanese 12", "Other 1"),
    "American, Australian and other": Group(
        6, 0.1, 0.99, 0.95, 1.5, "mixed", -0.6, 0.1, 0, "Americas 46; Oceania 34; Africa 18; Overseas 2",
        "NorthAmerica 30; Oceania 24; UK 42; None 4", "Other White 68; British 28; Any other ethnic group 4", "", _SECULAR,
        "Afrikaans 44; North or South American language 24; Oceanic or Australian language 12; Spanish 20",
        "US Citizen 5; Australian 4; South American 1"),
    "Turkish": Group(
        0.8, 0.3, 0.75, 0.15, -0.5, "mixed", 0.5, 0.8, 1, "Asia 72; other EU 20; EU2 8", "Turkey 46; UK 44; Other EU countries 10",
        "Any other ethnic group 52; Other White 48", "Turkish", _MUSLIM, "Turkish 93; Kurdish 7", "Turkish 1"),
    "From elsewhere": Group(
        2.5, 0.25, 0.8, 0.3, 0.3, "mixed", 0.2, 0.6, 1, "Asia 45; Africa 20; Americas 20; non-EU 10; Oceania 5",
        "CentralAsia 12; CentralSouthAmerica 16; MiddleEast 12; CentralWestAfrica 12; Other Europe 8; UK 36; None 4",
        "Any other ethnic group 40; Other White 25; Other Asian 25; Other Black 10", "", "Christian 40; No religion 25; "
        "Muslim 15; Other religion 8; Buddhist 4; Not answered 8", "Other language 40; "
        "Any other West or Central Asian language 20; Any other African language 20; North or South American language 20",
        "Other 1"),
}  # fmt: skip
