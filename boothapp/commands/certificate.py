"""``boothapp certificate``: at pack-up, whether all that was captured here is at the hub."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.profile import made_booth, ready_services
from boothapp.commands.terminal import print_json, print_lines
from boothapp.errors import InputError

if TYPE_CHECKING:
    import argparse

    from boothapp.services.certifying import PackUpCertificate


def run(args: argparse.Namespace) -> int:
    """Asks the hub, writes its signed word and prints the sums; 1 while the laptop is not to be wiped."""
    with made_booth(args.profile) as booth, ready_services(booth) as services:
        certificate = services.syncing.certificate()
    ready = certificate.to_json_ready()
    if args.out:
        try:
            args.out.write_text(json.dumps(ready, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise InputError(f"{args.out}: could not be written ({error.strerror}); name another") from error
    if args.json:
        print_json(ready)
    else:
        print_lines(_lines(certificate))
    if not certificate.is_safe:
        print("not safe to wipe this laptop yet: see above, sync, then ask again", file=sys.stderr)
    return DONE if certificate.is_safe else SOME_REFUSED


def _lines(certificate: PackUpCertificate) -> list[str]:
    stays = ", ".join(f"{leads} {track}" for track, leads in certificate.stays.items()) or "none"
    signed = sum(one.is_signed and one.is_equal for one in certificate.statements)
    return [
        f"captured       {certificate.captured.leads} leads, {certificate.captured.changes} changes",
        f"received       {certificate.received.leads} leads, {certificate.received.changes} changes",
        f"stay here      {stays} (by the show's policy; the hub has them as counts)",
        f"waiting        {certificate.waiting_leads} leads, {certificate.waiting_pictures} pictures",
        f"drafts         {certificate.drafts} cards begun and not saved",
        f"refused        {len(certificate.refused)} leads",
        *(f"  {refused.lead_id}  {refused.reason}" for refused in certificate.refused),
        f"erased         {certificate.erased} leads",
        f"signed         {signed} of {len(certificate.statements)} statements agree, key and sums",
        f"hub            {certificate.hub_id}",
        *(
            ["  it is in this profile: connect to another hub, or choose a store on another disk"]
            if certificate.is_hub_in_profile
            else []
        ),
        *(
            ["booth's store  not all of it is at the hub as it is now: boothapp hub merge --profile"]
            if certificate.is_booth_store_left
            else []
        ),
        "safe to wipe   " + ("yes" if certificate.is_safe else "no"),
    ]
