"""Email addresses and phone numbers as people type and say them.

What cannot be right is kept as typed and has no normalised form. The libraries are imported at the first
address that needs them: each costs some 25 ms, which a start of the app has no use for.
"""

from __future__ import annotations

import re

from boothapp.domain.lead import ContactPoint

_LONGEST_EMAIL = 254
_LONGEST_PHONE = 250
_LONGEST_PLAIN = 64
# Lower-case dot-atom, host name of letters, digits and single hyphens, letters at the end: what the validator
# would give back with nothing changed but the domain's case. Everything else goes to the validator.
_PLAIN = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,}", re.ASCII
)
_SPECIAL_USE = frozenset(("arpa", "invalid", "local", "localhost", "onion"))

_MAIL_PROVIDERS = (
    "gmail.com", "googlemail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "protonmail.com",
)  # fmt: skip
_REAL_NEIGHBOURS = frozenset(("mail.com", "email.com", "ymail.com", "yahoo.co", "hotmail.co", "icloud.co"))
_MISTYPED_ENDINGS = {
    "con": "com",
    "cmo": "com",
    "comm": "com",
    "vom": "com",
    "ocm": "com",
    "ogr": "org",
    "nte": "net",
}


def read_email(raw: str) -> ContactPoint:
    """The address, its domain in lower case and in Unicode; no DNS look-up is made.

    Domains kept for examples and tests (RFC 2606) count as right; ``.local`` and ``.invalid`` do not.
    """
    text = raw.strip()
    if len(text) <= _LONGEST_PLAIN and _PLAIN.fullmatch(text):
        folded = text.lower()
        if folded.rpartition(".")[2] not in _SPECIAL_USE:
            return ContactPoint(text, folded)
    return ContactPoint(text, _validated(text))


def _validated(text: str) -> str | None:
    """The address as email-validator normalises it; None when it cannot be right."""
    if "@" not in text or len(text) > _LONGEST_EMAIL:
        return None
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - see the module's docstring

    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None


def read_phone(raw: str, country: str) -> ContactPoint:
    """The number in E.164, read as dialled from a country (ISO 3166-1 alpha-2; empty when unknown).

    An extension stays in the raw text: E.164 has no place for one.
    """
    text = raw.strip()
    normalised = _e164(text, country)
    if normalised is None and text.startswith("00"):
        # Said with the prefix of half the world in a country that dials another one, or in none.
        normalised = _e164(f"+{text[2:]}", country)
    return ContactPoint(text, normalised)


def _e164(text: str, country: str) -> str | None:
    """The number if the country it belongs to has such numbers."""
    if not text or len(text) > _LONGEST_PHONE:
        return None
    import phonenumbers  # noqa: PLC0415 - see the module's docstring

    try:
        number = phonenumbers.parse(text, country.upper() or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def dialled_here(raw: str, e164: str, country: str) -> str:
    """The number as written if that means the same when dialled from a country, else with its prefix.

    The extension stays with it.
    """
    if not e164 or read_phone(raw, country).normalised == e164:
        return raw
    import phonenumbers  # noqa: PLC0415 - see the module's docstring

    number = phonenumbers.parse(e164)
    try:
        number.extension = phonenumbers.parse(raw, phonenumbers.region_code_for_number(number)).extension
    except phonenumbers.NumberParseException:
        number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def calling_code(country: str) -> int:
    """The number that a country is called with from others; 0 where there is none."""
    import phonenumbers  # noqa: PLC0415 - see the module's docstring

    return phonenumbers.country_code_for_region(country)


def country_of_number(raw: str) -> str:
    """The country (ISO 3166-1 alpha-2) that a number written with its plus is of; empty where it is none."""
    import phonenumbers  # noqa: PLC0415 - see the module's docstring

    try:
        number = phonenumbers.parse(raw)
    except phonenumbers.NumberParseException:
        return ""
    code = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return phonenumbers.region_code_for_number(number) or (
        code if len(code) == len("DE") and code != "ZZ" else ""
    )


def lacks_its_area(raw: str, e164: str, country: str) -> bool:
    """Whether only its neighbours can dial it: where areas begin with a 0, a number without has none."""
    import phonenumbers  # noqa: PLC0415 - see the module's docstring

    digits = "".join(letter for letter in raw if letter.isdigit())
    if raw.strip()[:1] in ("+", "＋") or digits.startswith("0") or number_kind(e164) == "mobile":
        return False
    return phonenumbers.ndd_prefix_for_region(country, strip_non_digits=True) == "0"


def number_kind(e164: str) -> str:
    """Whether a number in E.164 is "mobile" or "fixed"; empty where its country does not tell them apart."""
    import phonenumbers  # noqa: PLC0415 - see the module's docstring

    kinds = phonenumbers.PhoneNumberType
    kind = phonenumbers.number_type(phonenumbers.parse(e164))
    return {kinds.MOBILE: "mobile", kinds.FIXED_LINE: "fixed"}.get(kind, "")


def suggest_email(raw: str) -> str | None:
    """The address that was likely meant when the domain is one slip away from a well-known one.

    Only ever a suggestion: a person decides. None when nothing looks mistyped.
    """
    local, at, domain = raw.strip().rpartition("@")
    domain = domain.lower()
    if not (local and at) or domain in _MAIL_PROVIDERS or domain in _REAL_NEIGHBOURS:
        return None
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - see the module's docstring

    for provider in _MAIL_PROVIDERS:
        if OSA.distance(domain, provider, score_cutoff=1) <= 1:
            return f"{local}@{provider}"
    name, dot, ending = domain.rpartition(".")
    if name and dot and ending in _MISTYPED_ENDINGS:
        return f"{local}@{name}.{_MISTYPED_ENDINGS[ending]}"
    return None
