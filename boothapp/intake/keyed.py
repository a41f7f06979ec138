"""Values under keys that somebody chose: a badge's JSON object, the query of a link."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.payload_text import visible
from boothapp.intake.piece_reading import BADGE_ID, is_like_an_id, read_piece, whole_name
from boothapp.intake.understood import LIKELY, ReadField, Reading

_KEYS = {
    VisitorField.GIVEN_NAME: "first firstname fname given givenname forename vorname prenom nombre nome",
    VisitorField.FAMILY_NAME: "last lastname lname surname family familyname nachname nom apellido apellidos",
    VisitorField.DISPLAY_NAME: "name fullname displayname fn contactname attendeename visitorname",
    VisitorField.NAME_PREFIX: "prefix salutation honorific anrede civilite",
    VisitorField.NAME_SUFFIX: "suffix",
    VisitorField.JOB_TITLE: "title jobtitle job position role function funktion poste cargo",
    VisitorField.DEPARTMENT: "department dept abteilung service",
    VisitorField.COMPANY: "company companyname organisation organization org employer firma societe empresa",
    VisitorField.EMAIL: "email emailaddress mail e workemail",
    VisitorField.PHONE: "phone phonenumber tel telephone workphone telefon",
    VisitorField.MOBILE: "mobile mobilephone cell cellphone handy portable movil",
    VisitorField.WEBSITE: "website web url homepage companyurl",
    VisitorField.STREET: "street address address1 streetaddress strasse rue",
    VisitorField.CITY: "city town ort stadt ville ciudad",
    VisitorField.REGION: "state region province county stateprovince",
    VisitorField.POSTAL_CODE: "zip zipcode postalcode postcode plz codepostal",
    VisitorField.COUNTRY: "country countrycode land pays pais",
    VisitorField.LANGUAGE: "language lang locale",
    VisitorField.BADGE_ID: "id badge badgeid badgenumber uid uuid guid attendeeid visitorid registrationid"
    " regid reg registrationnumber code barcode token vid aid number",
}
_FIELD_OF_KEY = {key: field for field, keys in _KEYS.items() for key in keys.split()}
_DEEPEST = 4


def field_named(key: str) -> VisitorField | None:
    """The field that a key or a column head of any style names: `firstName`, `First name`, `first_name`."""
    return _FIELD_OF_KEY.get(re.sub(r"[^a-z0-9]", "", key.casefold()))


def read_json(text: str, country: str) -> Reading | None:
    """The fields of a JSON object, those of objects within it too; None when it is no object."""
    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return _reading(_flat(found, _DEEPEST), country) if isinstance(found, dict) else None


def read_link(text: str, country: str) -> Reading | None:
    """What a link says by itself, an id mostly; it is never opened. None when it is no link."""
    try:
        link = urlsplit(text)
    except ValueError:
        return None
    reading = _reading(dict(parse_qsl(link.query)), country)
    if reading.badge_id:
        return reading
    last = unquote(link.path.rstrip("/").rpartition("/")[2])
    return reading._replace(badge_id=last if is_like_an_id(last) else "")


def _flat(values: Mapping[str, Any], deeper: int) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in values.items():
        if isinstance(value, dict) and deeper:
            flat = {**_flat(value, deeper - 1), **flat}
        elif isinstance(value, str):
            flat[key] = value
    return flat


def _reading(values: Mapping[str, str], country: str) -> Reading:
    fields: list[ReadField] = []
    badge_id = ""
    for key, value in values.items():
        name = field_named(key)
        if name == VisitorField.BADGE_ID:
            badge_id = badge_id or (visible(value) if BADGE_ID.fullmatch(visible(value)) else "")
        elif name is not None:
            fields += read_piece(name, value, country, LIKELY)
    return Reading([*whole_name(fields), *fields], badge_id=badge_id)
