"""What a badge or contact code can tell of a visitor, piece by piece."""

from __future__ import annotations

from enum import StrEnum


class VisitorField(StrEnum):
    """Names a piece; those of a person and an address are named as on the lead."""

    BADGE_ID = "badge_id"
    NAME_PREFIX = "name_prefix"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    NAME_SUFFIX = "name_suffix"
    DISPLAY_NAME = "display_name"
    JOB_TITLE = "job_title"
    DEPARTMENT = "department"
    COMPANY = "company"
    EMAIL = "email"
    PHONE = "phone"
    MOBILE = "mobile"
    WEBSITE = "website"
    STREET = "street"
    CITY = "city"
    REGION = "region"
    POSTAL_CODE = "postal_code"
    COUNTRY = "country"
    LANGUAGE = "language"
    NOTE = "note"
