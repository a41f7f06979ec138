"""How telephone numbers are written on cards: their labels, extensions, and what only looks like one."""

from __future__ import annotations

import re

from boothapp.domain.visitor_field import VisitorField

_FAX = (
    r"(?:tele)?fax|telefaks|faks|téléc(?:opie(?:ur)?)?|telecopie|fx|f|факс|传真|傳真|ファックス|ファクス"
    r"|ファクシミリ|팩스|φαξ"
)
_MOBILE = (
    r"mobile?(?: phone)?|mobiltelefon|mobiel|mobilní|mobilnummer|mobitel|mob|m|cell(?:ular)?(?: phone)?|c"
    r"|handy|natel|gsm|port(?:able)?|móvil|movil|cel|celular|tel\.? mob|telemóvel|komórka|kom|h/?p"
    r"|моб(?:ильный)?|携帯(?:電話)?|携带|手机|手機|行動(?:電話)?|移动|휴대(?:폰|전화)|핸드폰|모바일|κιν"
)
_FIXED = (
    r"tele(?:phone|fon|fono|foon)|téléphone|teléfono|telefone|t[eé][l|1I!]|tlf|tfno|tlfn|tfn|phone|ph|fon|fone|t|p"
    r"|office|direct(?: line)?|direkt|ddi|durchwahl|dw|main|work|o|d|zentrale|switchboard|bureau|puh|puhelin"
    r"|centralita|toll[- ]?free|rufnummer|тел(?:ефон)?|電話(?:番号)?|电话|直通|代表|座机|전화|대표|τηλ"
)
_LABELS: tuple[tuple[re.Pattern[str], VisitorField | None], ...] = tuple(
    (re.compile(words, re.IGNORECASE), name)
    for words, name in ((_FAX, None), (_MOBILE, VisitorField.MOBILE), (_FIXED, VisitorField.PHONE))
)
_WORDS = f"{_FAX}|{_MOBILE}|{_FIXED}"
LABEL = re.compile(
    rf"(?<![\w@.])({_WORDS})(?:[\s.-]*(?:nr|no|number|nummer|#))?(?:\.?\s*[/&+]\s*(?:{_WORDS}))?\s*[.:：)(]*\s*$",
    re.IGNORECASE,
)
"""Of the number behind it."""
LABEL_BEHIND = re.compile(
    r"\s*[(（,-]?\s*(fax|telefax|факс|传真|mobile?|cell|tel|office|direct|handy)\b\.?[)）]?(?!\s*[:.]*\s*[+(]{0,2}\s?\d)",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?:{_WORDS}|e-?mail|e|web|w)\s*[.:：]*", re.IGNORECASE)
NUMBER = re.compile(r"(?:[(（]\s?[+＋]|[+＋(（])?\s?\d[\d\s()（）.\-‐–/·•|]{4,30}\d")
EXTENSION = re.compile(
    r"\s?[,;(/]?\s?(?:ext(?:ension|n)?|x|dw|durchwahl|nebenstelle|nst|apparat|int(?:erno|erne|ern)?|poste|anexo"
    r"|wewn?|klapa|linka|mellék|доб|вн|内線|內線|分机|分機|내선|#)\.?\s?:?\s?[-–]?\s?(\d{1,5})\)?(?!\d)",
    re.IGNORECASE,
)
_RUN_BEFORE = re.compile(r"(?:\(\+|[+＋(（])?[\d(][\d\s()（）.\-‐–/·•|]*$")
_RUN_BEHIND = re.compile(r"[1-9][\d\s().\-‐]*")
_COUNTRY_CODE = re.compile(r"(?:\+|00)\d{1,3}")
_MOST_OF_AN_AREA, _MOST_WITH_COUNTRY = 6, 8
LEAST_DIGITS, MOST_DIGITS = 6, 15
_REGISTRY = re.compile(
    r"(?<!\w)(?:HR[AB]|Handelsregister|Registergericht|Amtsgericht|SIRE[TN]|R\.?C\.?S|au capital|NAF|APE"
    r"|USt\.?-?\s?Id|Ust|UID|St(?:euer)?\.?-?\s?N(?:umme)?r|VAT|TVA|BTW|KvK|P\.?\s?IVA|Partita IVA|C\.?F"
    r"|R\.?E\.?A|NIP|REGON|KRS|CIF|NIF|N\.I\.F|C\.I\.F|RFC|RUT|CUIT|CNPJ|ABN|ACN|GSTIN?|EIN|D-?U-?N-?S|CVR|Org\.?\s?n[ro]"
    r"|IČO?|DIČ|IBAN|BLZ|ИНН|КПП|ОГРН|Companies House|Company (?:No|Reg\w*)|Registered (?:in|no))"
    r"(?!\w)[^\d]{0,30}\d"
)


def is_label(text: str) -> bool:
    """Whether it only says what stands beside it."""
    return _ALONE.fullmatch(text.strip()) is not None


def meant_by(label: str) -> VisitorField | None:
    """The field of the numbers with this label: none for a fax."""
    return next((name for words, name in _LABELS if words.fullmatch(label)), VisitorField.PHONE)


def digits_in(text: str) -> int:
    """How many digits are in it."""
    return sum(letter.isdigit() for letter in text)


def is_within_a_number(before: str, sign: str, behind: str) -> bool:
    """Whether a stroke or a dash stands within one number: "0711 / 98765-0", but not between two."""
    left, right = _RUN_BEFORE.search(before), _RUN_BEHIND.match(behind)
    if left is None:
        return False
    code = left[0].strip()
    if _COUNTRY_CODE.fullmatch(code):
        return behind.removeprefix("(")[:1].isdigit()
    if right is None or not (code.startswith(("0", "+", "(")) or LABEL.search(before[: left.start()])):
        return False
    ahead, whole = digits_in(code), digits_in(code) + digits_in(right[0])
    if not LEAST_DIGITS <= whole <= MOST_DIGITS:
        return False
    # A stroke parts two numbers as often as an area from its number: an area has few digits.
    area = _MOST_WITH_COUNTRY if code.startswith(("+", "00")) else _MOST_OF_AN_AREA
    return ahead > 0 and ("/" not in sign or ahead <= area)


def without_registry(text: str) -> str:
    """The text up to an entry in a register of companies or taxes: "HRB 12345 München" is no address."""
    found = _REGISTRY.search(text)
    return text[: found.start()].rstrip(" ,;:-–|(") if found else text
