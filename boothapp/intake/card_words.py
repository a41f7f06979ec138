"""The words by which a card's lines are told apart, in the languages of the cards that are handed out."""

from __future__ import annotations

import re

from boothapp.domain.likeness import fold_text


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Beginnings of words as `fold_text` leaves them: without case and accents.
_JOB_STEMS = _words(
    """
    account acheteu acquisti adjoint administrat advis adviseu amministrat analist analyst anwalt apoderad
    architect architekt arzt asesor assist associate auditor beauftrag bedrijfs berat buchhalt business
    buyer ceo cfo chairm chairw charge chef chief cio cmo coach commerci compra comprad conseil consejer
    consult contador controll coo coordenad coordina cso cto curator dean deleg deput design develop dipl
    direct direkt diretor direttor dyrektor editor einkauf eksport encarg engenheir engineer entwickl
    estimat execut expert export fachkraft filial fondat forskning founder fundador gerant gerente
    geschaeftsf geschaeftsl geschaftsf geschaftsl group gruppenleit handlow head hoofd igazgato impiegat
    ingegner ingeni ingenj inhaber inkoop inkop inspect inspekt instandhalt intern inzen inzyn jednatel jefa
    jefe journal kanzler kaufm kierownik konstrukt konsult koordinat kundenberat laborant lead lecturer
    leder leiter leitung logisti maintenance maitre manag maneger market mechani mechat medewerk meister
    menedzer merchand mernok mudur nakup nauczyciel obchodni officer operat owner pain partner physic
    planner plant planung praesident prasident presid prezes procur produc product produkt proecto programm
    project projekt prokurist proprietor purchas qualit qualitat quality receptionist recruit redakt reditel
    referent regional relation represent research responsab sachbearb sales salg saljare scien sekret senior
    service sjef socio specia spezial staff strateg student superint superv supply support surgeon syndik
    teamleit techn technic technik technol tecnico titolare trader trainee trainer treasur underwrit vedouci
    vendas venditor ventas verkauf verkoop vertrieb vezeto vice vicepresid vorstand vp werkleit werkstud
    wissenschaft worker zakup zastepca
    """
)
_JOB_ENDINGS = (
    "manager", "leiter", "leiterin", "chef", "chefin", "direktor", "direktorin", "ingenieur", "meister",
    "berater", "referent", "leder", "sjef", "ingenior", "techniker", "fuhrer", "fuehrer", "fuhrerin", "rat",
)  # fmt: skip
_JOBS_ELSEWHERE = re.compile(
    "社長|会長|取締役|部長|次長|課長|係長|室長|所長|工場長|主任|主査|担当|技師|研究員|マネージャ|エンジニア"
    "|ディレクター|经理|經理|总监|總監|总裁|總裁|董事|主管|工程师|工程師|主席|助理|专员|專員|部长|课长"
    "|이사|부장|차장|과장|대리|팀장|실장|본부장|연구원|매니저|директор|менеджер|инженер|начальник"
    "|руководитель|специалист",
    re.IGNORECASE,
)
"""In languages that are written without spaces, and in Russian."""
_NOT_A_JOB = frozenset(
    ("group", "business", "service", "product", "quality", "plant", "intern", "support", "partner")
)
"""Words of jobs that are as often a company's: they count half."""

LEGAL_FORM = re.compile(
    r"(?<!\w)(?:GmbH|mbH|gGmbH|AG|KG|KGaA|OHG|UG|e\.\s?K\.|e\.\s?V\.|SE|GbR"
    r"|S\.?A\.?S\.?U?|S\.?A\.?R\.?L\.?|S\.?A\.?|S\.?L\.?U?\.?|S\.?p\.?A\.?|S\.?r\.?l\.?s?\.?|S\.?n\.?c\.?"
    r"|Ltd\.?|LTD\.?|Limited|LLP|PLC|plc|LLC|L\.L\.C\.|Inc\.?|INC\.?|Incorporated|Corp\.?|Corporation|Company"
    r"|B\.?V\.?|N\.?V\.?|A/S|ApS|ASA|AS|AB|Oyj?|a\.\s?s\.|s\.\s?r\.\s?o\.|spol\.|Sp\.\s?z\s?o\.?\s?o\.?"
    r"|d\.\s?o\.\s?o\.|Kft\.?|Zrt\.?|Nyrt\.?|Pty\.?|Pvt\.?|Pte\.?|Ltda\.?|Lda\.?|S/A|K\.\s?K\.|Co\.|& Co"
    r"|& Cie|A\.?Ş\.?|Şti\.?|ООО|АО|ПАО|ЗАО|ОАО|ТОВ|ООД|ЕООД)(?!\w)"
    r"|株式会社|有限会社|合同会社|合資会社|有限责任公司|有限公司|公司|集团|集團|주식회사|유한회사"
    r"|[(（](?:株|有|주)[)）]|[㈱㈲㈜]"  # written close to the name, before it or behind
)
_ORGANISATIONS = _words(
    """
    akademie associat atelier bank brasser brewer clinic college commune compan confeder consulting
    engineering enterpris entrepr etablissement fabri foods foundation fundacion giesserei group groupe
    gruppe gruppo hochschul holding hopital hospital industr institut international kaasmak kliniek klinik
    laborator labs logistics machin manufact maschin mleczar molker motors officine packag partners pharma
    robotic services sistem solution solutions strojir studio system systems technolog tekno trading
    universi ventures verband verein werke works worldwide zaklad
    """
)
_STREETS = re.compile(
    r"\b(?:street|st\.|road|rd\.?|avenue|ave\.?|av\.|boulevard|blvd\.?|lane|drive|suite|floor|unit|building"
    r"|p\.?\s?o\.? box|postfach|postbus"
    r"|apartado|apdo\.?|rue|chemin|place|quai|route|impasse|allee|via|viale|piazza|corso|calle|plaza"
    r"|paseo|avda\.?|rua|avenida|travessa|ul\.|ulica|al\.|aleja|os\.|nam\.|namesti|quay|quayside|dock"
    r"|chambers|house|park|square|bp|cs|cedex|industriegebiet|gewerbepark|zone industrielle|poligono|parque)"
    r"(?=\W|$)"
    r"|(?:strasse|straße|str\.|weg|gasse|platz|allee|ring|damm|ufer|gade|gatan|vej|veien|gata|straat|laan"
    r"|plein|kade|gracht|katu|tie|utca|tér)(?=\W|$)",
    re.IGNORECASE,
)
_POST_CODES = re.compile(
    r"(?<!\w)(?<!\d[-–])(?:[A-Z]{1,2}-)?"
    r"(?:\d{5}-\d{3}|\d{2}-\d{3}|\d{3} \d{2}"
    r"|\d{4} ?[A-Z]{2}|\d{5}(?:-\d{4})?|\d{6}|\d{4}(?:-\d{3})?|\d{3}-\d{4})"
    r"(?!\w|-\d)"
    r"|(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)"  # the United Kingdom
    r"|(?<!\w)[A-Z]\d[\dW] ?[A-Z\d]{4}(?!\w)"  # Ireland
    r"|(?<!\w)[A-Z]\d[A-Z] \d[A-Z]\d(?!\w)"  # Canada
)
_ROADS = re.compile(
    r"\w\W+(?:street|st|road|rd|avenue|ave|boulevard|blvd|lane|ln|drive|dr|way|court|ct|parkway|pkwy|highway|hwy"
    r"|suite|ste|floor|circle|terrace|broadway|plaza|square|loop|pike)(?=\W|$)"
    r"|^(?:avenue|boulevard|broadway|chemin|impasse|quai|route|rue)\b",
    re.IGNORECASE,
)
_DEPARTMENTS = re.compile(
    r"\b(?:department|dept\.?|division|business unit|abteilung|bereich|service|departement|département"
    r"|departamento|dział|oddělení|reparto|afdeling|avdeling|avdelning|faculty|fakultät|faculté|fachbereich"
    r"|lehrstuhl)\b|(?:事業|営業|技術|開発|製造|購買|管理)(?:本)?部|[^\W\d]{2,}課$|部门|事业部|본부$|\bотдел",
    re.IGNORECASE,
)


def job_share(text: str) -> float:
    """How much a text looks like a job title, 0 to 1."""
    words = fold_text(text).split()
    hits = 0.0
    for word in words:
        is_job = any(word.startswith(stem) for stem in _JOB_STEMS) or (
            len(word) > 6 and word.endswith(_JOB_ENDINGS)  # noqa: PLR2004 - a compound
        )
        hits += (0.5 if word in _NOT_A_JOB else 1.0) if is_job else 0.0
    return min(1.0, hits + (_JOBS_ELSEWHERE.search(text) is not None))


def has_legal_form(text: str) -> bool:
    """Whether a company's legal form stands in it: GmbH, S.A., Ltd."""
    return LEGAL_FORM.search(text) is not None


def organisation_share(text: str) -> float:
    """How much a text names an organisation, 0 to 1, by words such as "institute"."""
    words = fold_text(text).split()
    return 1.0 if any(word.startswith(stem) for word in words for stem in _ORGANISATIONS) else 0.0


def is_department(text: str) -> bool:
    """Whether it says that it is a part of an organisation."""
    return _DEPARTMENTS.search(text) is not None


def street_in(text: str) -> bool:
    """Whether a word for a street, a building or a box is in it, and a number."""
    return _STREETS.search(text) is not None and any(letter.isdigit() for letter in text)


def post_codes_in(text: str) -> list[str]:
    """What in it may be a post code, the likeliest first: the longest, then the last."""
    found = sorted(_POST_CODES.finditer(text), key=lambda each: (-len(each[0]), -each.start()))
    return [each[0] for each in found]


def is_a_road(text: str) -> bool:
    """Whether what stands behind a number is a road, and the number that of a house: "1200 Market Street"."""
    return _ROADS.search(text) is not None
