"""The pack-up certificate in words: yes or no, where each lead is, what to do next."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale

from boothapp.domain.definition import Track
from ui.lead_words import moment_text
from ui.widgets.fact_sheet import Fact
from ui.widgets.track_badge import track_word

if TYPE_CHECKING:
    from boothapp.services.certifying import PackUpCertificate

translate = QCoreApplication.translate


def lead_facts(certificate: PackUpCertificate) -> list[Fact]:
    """Captured, and where each lead of it is: the lines below the first add up to it."""
    where = QLocale()
    received = certificate.received.leads
    facts = [
        Fact(translate("PackUp", "Captured"), where.toString(certificate.captured.leads)),
        Fact(translate("PackUp", "At the hub"), where.toString(received), tone="good"),
    ]
    for track in Track:
        if leads := certificate.stays.get(track.value, 0):
            stay = translate("PackUp", "stay here by the show’s policy; only their number is sent")
            facts.append(Fact(track_word(track), where.toString(leads), stay, tone="borrowed"))
    if certificate.waiting_leads:
        text = translate("PackUp", "still only on this laptop")
        facts.append(
            Fact(translate("PackUp", "Wait"), where.toString(certificate.waiting_leads), text, tone="stop")
        )
    if certificate.waiting_pictures:
        text = translate("PackUp", "still only on this laptop")
        count = where.toString(certificate.waiting_pictures)
        facts.append(Fact(translate("PackUp", "Pictures wait"), count, text, tone="stop"))
    if certificate.drafts:
        text = translate("PackUp", "begun and not saved")
        facts.append(
            Fact(translate("PackUp", "Drafts"), where.toString(certificate.drafts), text, tone="stop")
        )
    for reason, leads in Counter(one.reason for one in certificate.refused).most_common():
        facts.append(Fact(translate("PackUp", "Refused"), where.toString(leads), reason, tone="stop"))
    if certificate.is_booth_store_left:
        text = translate("PackUp", "what other laptops sent here")
        left = translate("PackUp", "not all at the hub")
        facts.append(Fact(translate("PackUp", "Booth’s store"), left, text, tone="stop"))
    if certificate.erased:
        text = translate("PackUp", "forgotten as the hub told; counted nowhere else")
        facts.append(Fact(translate("PackUp", "Erased"), where.toString(certificate.erased), text))
    return facts


def word_facts(certificate: PackUpCertificate, zone: str) -> list[Fact]:
    """What the hub says, under its signature, and whether that agrees with what is counted here."""
    signed = bool(certificate.statements) and all(one.is_signed for one in certificate.statements)
    equal = bool(certificate.statements) and all(one.is_equal for one in certificate.statements)
    at = datetime.fromisoformat(certificate.at).astimezone(ZoneInfo(zone))
    return [
        Fact(
            translate("PackUp", "Signature"),
            translate("PackUp", "right") if signed else translate("PackUp", "missing or wrong"),
            tone="good" if signed else "stop",
        ),
        Fact(
            translate("PackUp", "Count"),
            translate("PackUp", "the same as here, change by change")
            if equal
            else translate("PackUp", "not the same as here"),
            tone="good" if equal else "stop",
        ),
        Fact(translate("PackUp", "As of"), moment_text(at.isoformat())),
        *([_in_profile()] if certificate.is_hub_in_profile else []),
    ]


def _in_profile() -> Fact:
    text = translate("PackUp", "a file in this laptop’s own profile")
    return Fact(translate("PackUp", "Central store"), text, tone="stop")


def next_step(certificate: PackUpCertificate) -> str:
    """What to do now; of several things, the one that comes first."""
    if certificate.is_safe:
        return _once_safe(certificate)
    first = (
        (
            certificate.drafts,
            translate(
                "PackUp",
                "Save what is begun on Capture, the card in front and the drafts above it; Delete on a draft "
                "discards it. Then sync and ask again.",
            ),
        ),
        (
            certificate.waiting_leads or certificate.waiting_pictures,
            translate("PackUp", "Sync again. Without a network, write a bundle to a USB stick instead."),
        ),
        (
            certificate.refused,
            translate(
                "PackUp",
                "Open the refused leads from the outbox, mend what the reason says, save and sync again.",
            ),
        ),
        (
            certificate.is_booth_store_left,
            translate(
                "PackUp",
                "This laptop hosted the booth, and the office’s hub has not all that the others sent. "
                "Connect to it, press Send the booth’s store on the Sync screen, then ask again. "
                "A store that cannot be opened counts as not sent: the Sync screen names it.",
            ),
        ),
        (
            certificate.is_hub_in_profile,
            translate(
                "PackUp",
                "The central store is on this laptop, too, and would go with it. Connect to another hub, or "
                "choose a store on another disk. Then sync and ask again.",
            ),
        ),
        (
            not all(one.is_signed for one in certificate.statements),
            translate(
                "PackUp",
                "The answer may be another hub’s. Connect again with a code from your own hub, then ask "
                "again.",
            ),
        ),
    )
    rest = translate("PackUp", "Sync again: what the hub lacks will be sent. Then ask again.")
    return next((words for is_so, words in first if is_so), rest)


def _once_safe(certificate: PackUpCertificate) -> str:
    if certificate.stays:
        return translate(
            "PackUp",
            "Save the certificate, then pack up. Keep this laptop’s profile if you still want the leads "
            "that stay here: nobody else has them.",
        )
    return translate("PackUp", "Save the certificate, then pack up.")
