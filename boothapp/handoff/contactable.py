"""Which of a lead's addresses may leave: a channel that the visitor refused is in no export."""

from __future__ import annotations

import re
from datetime import datetime

from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose, is_refused, may_use
from boothapp.domain.lead import Channel, ContactPoint, Lead

EMAIL, PHONE, POST = "email", "phone", "post"
_EXTENSION = re.compile(r"(?:ext\.?|;ext=|x|#)\s*(\d{1,7})\s*$", re.IGNORECASE)


def may_mail(lead: Lead) -> bool:
    """Whether the mail address may leave: sales was not refused it, or marketing was granted it."""
    refused = is_refused(lead.consents, Purpose.SALES_FOLLOW_UP, EMAIL)
    return not refused or may_use(lead.consents, Purpose.MARKETING_EMAIL, EMAIL)


def may_phone(lead: Lead) -> bool:
    """Whether the phone numbers may leave."""
    return not is_refused(lead.consents, Purpose.SALES_FOLLOW_UP, PHONE)


def may_post(lead: Lead) -> bool:
    """Whether the street may leave."""
    return not is_refused(lead.consents, Purpose.SALES_FOLLOW_UP, POST)


def usable_email(lead: Lead, point: ContactPoint | None) -> str:
    """A mail address of the lead's, if it can be right and mail was not refused; else empty."""
    return (point.normalised or "") if point is not None and may_mail(lead) else ""


def usable_phone(lead: Lead, point: ContactPoint | None) -> str:
    """A number in E.164 and the extension typed, if it can be right and calls were not refused, or empty."""
    if point is None or point.normalised is None or not may_phone(lead):
        return ""
    extension = _EXTENSION.search(point.raw)
    return f"{point.normalised} ext. {extension.group(1)}" if extension else point.normalised


def opted_out_of_email(lead: Lead) -> bool:
    """Whether marketing must not mail: not having been asked is not a consent."""
    return not may_use(lead.consents, Purpose.MARKETING_EMAIL, EMAIL)


def do_not_call(lead: Lead) -> bool:
    """Whether nobody may ring: calls were refused, or mail was chosen and calls were not granted."""
    wants_email = lead.follow_up is not None and lead.follow_up.channel is Channel.EMAIL
    return not may_phone(lead) or (wants_email and not may_use(lead.consents, Purpose.SALES_FOLLOW_UP, PHONE))


def standing_of(lead: Lead, purpose: Purpose) -> str:
    """What stands of a purpose over all its channels: granted, declined, mixed, or not_asked."""
    asked = [
        record
        for record in lead.consents
        if record.purpose is purpose and record.decision is not ConsentDecision.NOT_ASKED
    ]
    channels = {record.channel for record in asked}
    granted = {may_use(asked, purpose, channel) for channel in channels}
    if not granted:
        return ConsentDecision.NOT_ASKED
    if len(granted) > 1:
        return "mixed"
    return ConsentDecision.GRANTED if granted.pop() else ConsentDecision.DECLINED


def latest_record(lead: Lead, purpose: Purpose) -> ConsentRecord | None:
    """The latest decision on a purpose, whose wording, time and method an export carries."""
    records = [record for record in lead.consents if record.purpose is purpose and record.captured_at]
    return max(records, key=lambda record: datetime.fromisoformat(record.captured_at), default=None)
