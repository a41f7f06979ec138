"""What leaves, for whom, and what stays behind with a reason."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boothapp.domain.definition import Track
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Company, ContactPoint, Lead, Stage
from boothapp.errors import ExportError
from boothapp.handoff.cells import HandoffLead
from boothapp.handoff.crm import CSV, PRESETS, SALESFORCE, Preset
from boothapp.handoff.csv_file import file_name
from boothapp.handoff.export import ExportBatch, Exported, export_leads
from boothapp.handoff.preflight import RefusalCode, refusals_of_cells
from boothapp.paths import resources_dir
from tests.helpers.handoff_samples import (
    DEFINITION,
    SHOW,
    judged,
    lead_of,
    ready_card,
    ready_lead,
    rows_of,
    visitors,
)

DATA = Path(__file__).parents[2] / "data" / "handoff"
BOTH = (Track.SALES_READY, Track.NURTURE)
# The columns that conventions ask of a Salesforce lead, under the labels of its import.
SALESFORCE_LABELS = (
    "First Name", "Last Name", "Company", "Title", "Email", "Phone", "Mobile Phone", "Street", "City",
    "State/Province", "Postal Code", "Country", "Website", "Industry", "No. of Employees", "Lead Source",
    "Lead Status", "Rating", "Description", "Email Opt Out", "Record Owner", "boothapp Id",
)  # fmt: skip


def export(folder: Path, preset: Preset, leads: Any, **options: Any) -> Exported:
    """Export judged leads as batch 7 of the sample show."""
    return export_leads(
        leads,
        preset,
        show=SHOW,
        definition=DEFINITION,
        folder=folder,
        number=7,
        at="2026-11-26T18:00:00+01:00",
        by="deniz@hummline.example",
        **options,
    )


def salesforce_row(folder: Path, lead: Lead) -> dict[str, str]:
    """The row of the one lead that Salesforce gets, on whatever hand-off track."""
    exported = export(folder, SALESFORCE, judged(lead), tracks=BOTH)
    assert exported.refusals == ()
    (row,) = rows_of(folder / "salesforce_leads_machine.csv")
    return row


def codes(exported: Exported) -> list[tuple[RefusalCode, str]]:
    """What was refused, and in which field."""
    return [(refusal.code, refusal.field) for refusal in exported.refusals]


# --- the whole sample show -------------------------------------------------------------------------------


def test_salesforce_gets_the_sales_ready_ones_and_nobody_else(tmp_path: Path) -> None:
    """By default the file holds the sales-ready leads, each once, with all columns that Salesforce knows."""
    exported = export(tmp_path, SALESFORCE, visitors())
    rows = rows_of(tmp_path / "salesforce_leads_machine.csv")
    ready = [lead.lead_id for lead, verdict in visitors() if verdict.track is Track.SALES_READY]
    assert [row["boothapp Id"] for row in rows] == ready == list(exported.batch.lead_ids)
    assert set(SALESFORCE_LABELS) <= set(rows[0])
    assert all(row["Last Name"] and row["Company"] for row in rows)
    assert {row["boothapp Track"] for row in rows} == {"sales_ready"}
    others = Counter(verdict.track for _, verdict in visitors() if verdict.track is not Track.SALES_READY)
    assert exported.left_out == others


def test_salesforce_gets_names_and_numbers_as_they_are(tmp_path: Path) -> None:
    """A company that starts with a minus and a phone number keep their first character."""
    export(tmp_path, SALESFORCE, visitors())
    by_company = {row["Company"]: row for row in rows_of(tmp_path / "salesforce_leads_machine.csv")}
    assert by_company["-30° Frozen Foods Ltd"]["Phone"] == "+442079460018"


def test_the_file_for_people_holds_no_formula(tmp_path: Path) -> None:
    """Every cell of the spreadsheet file and of every reject file is neutralised."""
    exported = export(tmp_path, CSV, visitors(), tracks=BOTH)
    export(tmp_path, SALESFORCE, visitors(), tracks=BOTH)
    for path in (*exported.paths, tmp_path / "salesforce_rejects.csv"):
        for row in rows_of(path):
            assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    phones = {row["Phone"] for row in rows_of(tmp_path / "leads.csv")}
    assert "'+442079460018" in phones


def test_borrowed_and_disqualified_leads_cannot_be_asked_for(tmp_path: Path) -> None:
    """No hand-off takes a lead that nobody should call."""
    for track in (Track.BORROWED, Track.DISQUALIFIED):
        with pytest.raises(ExportError, match=f"{track} leads are not handed off"):
            export(tmp_path, CSV, visitors(), tracks=(track,))
    assert list(tmp_path.iterdir()) == []


def test_the_sample_files_look_as_they_did(tmp_path: Path) -> None:
    """The exact bytes of a small export: what a CRM was once set up for does not change unnoticed."""
    leads = judged(ready_lead(1), ready_lead(2, company=Company(name="=Formula GmbH")))
    for preset in PRESETS.values():
        for path in export(tmp_path, preset, leads).paths:
            assert path.read_bytes() == (DATA / path.name).read_bytes(), path.name


def test_salesforce_has_a_place_for_every_column() -> None:
    """Every column is a label of Salesforce's own or fits into the 40 characters of a custom field's."""
    leads, members = (plan.columns_for(DEFINITION) for plan in SALESFORCE.files)
    headers = [column.header for column in leads]
    assert len(headers) == len(set(headers)) <= 90
    assert [h for h in headers if len(h) > 40] == []
    assert [h for h in headers if not h.startswith("boothapp ")] == [
        *(label for label in SALESFORCE_LABELS[:-2]), "Do Not Call", "Record Owner",
    ]  # fmt: skip
    assert [column.header for column in members] == ["boothapp Id", "Campaign Member Status"]


# --- one lead's cells ------------------------------------------------------------------------------------


def test_a_ready_lead_as_salesforce_sees_it(tmp_path: Path) -> None:
    """Each answer stands in its own column, beside its state; the promise in columns of its own."""
    row = salesforce_row(tmp_path, ready_lead())
    assert row["First Name"] == "Zoë"
    assert row["Phone"] == "+33199001121"
    assert row["Country"] == "FR"
    assert row["No. of Employees"] == ""
    assert row["boothapp Company Size"] == "51-200"
    assert row["Record Owner"] == "Ana Ferreira"
    assert row["boothapp Need"] == "Two of five packing lines stop every week."
    assert (row["boothapp Budget"], row["boothapp Budget State"]) == ("Planned", "answered")
    assert (row["boothapp Budget Amount"], row["boothapp Budget Currency"]) == ("80000", "EUR")
    assert (row["boothapp Authority"], row["boothapp Authority State"]) == ("", "declined")
    assert row["boothapp Expectations State"] == "not_asked"
    assert row["boothapp Follow-up Due"] == "2026-11-25 14:30"
    assert row["boothapp Follow-up Due UTC"] == "2026-11-25T13:30:00Z"
    assert row["Description"] == (
        "Packing Hall Lyon 2026 (sample show); 2026-11-24; wants a demonstration; "
        "Show line monitoring on their PLC"
    )


@pytest.mark.parametrize(
    ("contact", "first", "last"),
    [
        ({"given_name": "Zoë", "family_name": "Łukasz"}, "Zoë", "Łukasz"),
        ({"given_name": "Cher"}, "", "Cher"),
        ({"display_name": "Suharto"}, "", "Suharto"),
        ({"display_name": "Ludwig van Beethoven"}, "Ludwig", "van Beethoven"),
        ({"display_name": "山田太郎"}, "", "山田太郎"),
        ({"family_name": "Nguyễn", "given_name": "Ánh", "display_name": "Nguyễn Ánh"}, "Ánh", "Nguyễn"),
    ],
)
def test_a_name_finds_its_two_columns(tmp_path: Path, contact: dict[str, str], first: str, last: str) -> None:
    """A name of one word goes to Last Name, which Salesforce asks for."""
    lead = lead_of(ready_card(contacts=[{**contact, "email": "x@y.example"}]))
    row = salesforce_row(tmp_path, lead)
    assert (row["First Name"], row["Last Name"]) == (first, last)


def test_an_extension_travels_with_its_number(tmp_path: Path) -> None:
    """A switchboard number alone would reach nobody."""
    lead = lead_of(ready_card(contacts=[{"family_name": "Ł", "phone": "01 99 00 11 21 ext. 12"}]))
    assert salesforce_row(tmp_path, lead)["Phone"] == "+33199001121 ext. 12"


def test_an_address_that_cannot_be_right_is_left_out(tmp_path: Path) -> None:
    """Salesforce would refuse the row for it; the spreadsheet shows it as typed."""
    lead = lead_of(
        ready_card(contacts=[{"family_name": "Ł", "email": "zoe@lumiere", "mobile": "01 99 00 11 21"}])
    )
    row = salesforce_row(tmp_path, lead)
    assert (row["Email"], row["Mobile Phone"]) == ("", "+33199001121")
    export(tmp_path, CSV, judged(lead))
    assert rows_of(tmp_path / "leads.csv")[0]["Not Usable As Typed"] == "zoe@lumiere"


def test_an_answer_to_an_unknown_question_is_kept(tmp_path: Path) -> None:
    """What the definition does not know stands word by word in a column that says so."""
    answers = {**ready_card()["answers"], "plc": {"state": "answered", "value": "S7-1500"}}
    assert salesforce_row(tmp_path, lead_of(ready_card(answers=answers)))["boothapp Other Answers"] == (
        "plc: S7-1500"
    )


def test_colleagues_and_notes_are_on_the_row(tmp_path: Path) -> None:
    """The buying team and what was said go along, a line each."""
    contacts = [*ready_card()["contacts"], {"display_name": "Ben Ode", "decision_role": "economic_buyer"}]
    note = {"staff": "hana@hummline.example", "at": "2026-11-25T10:05:00+01:00", "note": "Came back."}
    row = salesforce_row(tmp_path, lead_of(ready_card(contacts=contacts, encounters=[note])))
    assert row["boothapp Buying Team"] == "Ben Ode, economic buyer"
    assert row["boothapp Notes"] == "2026-11-25 10:05 Hana Kobayashi: Came back."


@pytest.mark.parametrize(
    ("follow_up", "status"),
    [
        ({"channel": "video"}, "Meeting Booked"),
        ({"channel": "email"}, "Follow-up Requested"),
        ({"confirmed_by_visitor": False}, "Follow-up Requested"),
        ({"due_at": "2026-11-25"}, "Follow-up Requested"),
        ({"due_at": ""}, "Visited Booth"),
    ],
)
def test_the_campaign_learns_how_far_they_came(
    tmp_path: Path, follow_up: dict[str, Any], status: str
) -> None:
    """The member status is in a file of its own, matched by the external id."""
    lead = lead_of(ready_card(follow_up={**ready_card()["follow_up"], **follow_up}))
    export(tmp_path, SALESFORCE, judged(lead), tracks=BOTH)
    assert rows_of(tmp_path / "salesforce_campaign_members_machine.csv") == [
        {"boothapp Id": lead.lead_id, "Campaign Member Status": status}
    ]


# --- consent ---------------------------------------------------------------------------------------------


def consent(purpose: str, decision: str, channel: str = "any") -> dict[str, str]:
    """A consent record as a card has it."""
    return {"purpose": purpose, "decision": decision, "channel": channel, "method": "spoken"}


GRANTED = consent("sales_follow_up", "granted")


@pytest.mark.parametrize(
    ("consents", "opt_out", "no_calls", "email", "phone"),
    [
        ([], "1", "0", True, True),
        ([GRANTED], "1", "0", True, True),
        ([GRANTED, consent("marketing_email", "granted", "email")], "0", "0", True, True),
        ([GRANTED, consent("marketing_email", "declined", "email")], "1", "0", True, True),
        ([GRANTED, consent("sales_follow_up", "declined", "phone")], "1", "1", True, False),
        ([GRANTED, consent("sales_follow_up", "declined", "email")], "1", "0", False, True),
        ([consent("sales_follow_up", "not_asked")], "1", "0", True, True),
        (
            [consent("sales_follow_up", "declined"), consent("marketing_email", "granted", "email")],
            "0", "1", True, False,
        ),
    ],
)  # fmt: skip
def test_a_refused_channel_is_in_no_export(
    tmp_path: Path, consents: list[dict[str, str]], opt_out: str, no_calls: str, *, email: bool, phone: bool
) -> None:
    """An address goes out only where its channel was not refused; marketing mail needs a consent."""
    lead = lead_of(ready_card(consents=consents))
    row = salesforce_row(tmp_path, lead)
    assert (row["Email Opt Out"], row["Do Not Call"]) == (opt_out, no_calls)
    assert (bool(row["Email"]), bool(row["Phone"])) == (email, phone)
    export(tmp_path, CSV, judged(lead))
    text = (tmp_path / "leads.csv").read_text(encoding="utf-8")
    assert ("zoe@lumiere.example" in text, "33199001121" in text) == (email, phone)


def test_who_refused_all_contact_is_handed_to_nobody(tmp_path: Path) -> None:
    """A visitor who said no to mail and calls is in no file, and not named in the reject file either."""
    lead = lead_of(ready_card(consents=[consent("sales_follow_up", "declined")]))
    for preset in PRESETS.values():
        exported = export(tmp_path, preset, judged(lead), tracks=BOTH)
        assert codes(exported) == [(RefusalCode.CONTACT_REFUSED, "")]
        assert exported.batch.lead_ids == ()
        for path in exported.paths:
            assert "Łukasz" not in path.read_text(encoding="utf-8")


def test_who_chose_mail_is_not_called(tmp_path: Path) -> None:
    """The channel agreed on is obeyed: mail chosen and calls not granted means do not call."""
    by_mail = {**ready_card()["follow_up"], "channel": "email"}
    unasked = salesforce_row(tmp_path, lead_of(ready_card(follow_up=by_mail, consents=[])))
    granted = salesforce_row(tmp_path, lead_of(ready_card(follow_up=by_mail, consents=[GRANTED])))
    assert (unasked["Do Not Call"], granted["Do Not Call"]) == ("1", "0")


def test_the_consents_travel_with_the_lead(tmp_path: Path) -> None:
    """What stands, since when, and how it was asked in which words is on the row."""
    asked = {**GRANTED, "text_version": "2026-1", "language": "fr"}
    row = salesforce_row(tmp_path, lead_of(ready_card(consents=[asked])))
    assert row["boothapp Consent Sales Follow-up"] == "granted"
    assert row["boothapp Consent Sales Follow-up At"] == "2026-11-24T11:02:00+01:00"
    assert row["boothapp Consent Sales Follow-up Wording"] == "spoken, 2026-1 (fr)"
    assert row["boothapp Consent Marketing Email"] == "not_asked"


# --- preflight -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("card", "code", "field"),
    [
        ({"company": {}}, RefusalCode.VALUE_MISSING, "Company"),
        ({"company": {"name": "  "}}, RefusalCode.VALUE_MISSING, "Company"),
        ({"contacts": [{"email": "zoe@lumiere.example"}]}, RefusalCode.VALUE_MISSING, "Last Name"),
        ({"company": {"name": "x" * 256}}, RefusalCode.VALUE_TOO_LONG, "Company"),
        (
            {"contacts": [{"family_name": "x", "job_title": "x" * 129, "phone": "01 99 00 11 21"}]},
            RefusalCode.VALUE_TOO_LONG,
            "Title",
        ),
        (
            {"contacts": [{"family_name": "x", "email": "x@y.example", "address": {"country": "XX"}}]},
            RefusalCode.VALUE_UNKNOWN,
            "Country",
        ),
    ],
)
def test_what_salesforce_would_refuse_is_refused_here(
    tmp_path: Path, card: dict[str, Any], code: RefusalCode, field: str
) -> None:
    """The row is in the reject file with its code, field and mend; the good row beside it is in."""
    bad, good = lead_of(ready_card(**card), 1), ready_lead(2)
    exported = export(tmp_path, SALESFORCE, judged(bad, good))
    assert codes(exported) == [(code, field)]
    assert exported.batch.lead_ids == (good.lead_id,)
    assert exported.batch.refused_ids == (bad.lead_id,)
    (reject,) = rows_of(tmp_path / "salesforce_rejects.csv")
    assert (reject["boothapp Id"], reject["Code"], reject["Field"]) == (bad.lead_id, code, field)
    assert reject["Reason"]
    assert reject["What To Do"]
    members = rows_of(tmp_path / "salesforce_campaign_members_machine.csv")
    assert [row["boothapp Id"] for row in members] == [good.lead_id]


def test_a_spreadsheet_takes_what_salesforce_refuses(tmp_path: Path) -> None:
    """The file with everything asks for no company and knows no lengths."""
    lead = lead_of(ready_card(company={"name": ""}))
    assert export(tmp_path, CSV, judged(lead)).refusals == ()


def test_a_repeated_lead_and_a_draft_stay_behind(tmp_path: Path) -> None:
    """An external id is in a file once, however its letters are cased; an unfinished card is in none."""
    lead = ready_lead(0xABC)
    shouted = replace(lead, lead_id=LeadId(lead.lead_id.upper()))
    draft = ready_lead(2, stage=Stage.DRAFT)
    exported = export(tmp_path, CSV, judged(lead, lead, shouted, draft), tracks=BOTH)
    assert [refusal.code for refusal in exported.refusals] == [
        RefusalCode.ID_REPEATED, RefusalCode.ID_REPEATED, RefusalCode.STILL_A_DRAFT,
    ]  # fmt: skip
    assert exported.batch.lead_ids == (lead.lead_id,)


def test_all_reasons_are_told_at_once(tmp_path: Path) -> None:
    """A row with two faults needs one round of mending."""
    lead = lead_of(ready_card(company={}, contacts=[{"email": "zoe@lumiere.example"}]))
    exported = export(tmp_path, SALESFORCE, judged(lead))
    assert [field for _, field in codes(exported)] == ["Last Name", "Company"]
    assert exported.batch.refused_ids == (lead.lead_id,)


def test_no_reason_quotes_the_visitor() -> None:
    """What is printed or logged about a refusal holds ids and headers, never what was typed."""
    lead = lead_of(ready_card(company={"name": "Secret " * 50}))
    columns = SALESFORCE.files[0].columns_for(DEFINITION)
    ((_, verdict),) = judged(lead)
    item = HandoffLead(lead=lead, verdict=verdict, show=SHOW, definition=DEFINITION)
    (refusal,) = refusals_of_cells(lead, columns, [column.cell(item) for column in columns])
    assert "Secret" not in f"{refusal}"


# --- batch and files -------------------------------------------------------------------------------------


def test_a_batch_names_every_file_and_lead(tmp_path: Path) -> None:
    """An erasure finds by it which files, and which bytes, hold a person."""
    batch = export(tmp_path, SALESFORCE, visitors(), tracks=BOTH).batch
    assert (batch.number, batch.preset, batch.by) == (7, "salesforce", "deniz@hummline.example")
    assert {file.name for file in batch.files} == {path.name for path in tmp_path.iterdir()}
    leads, members, rejects = batch.files
    assert leads.rows == members.rows == len(batch.lead_ids)
    assert rejects.rows >= len(batch.refused_ids) > 0
    assert not set(batch.lead_ids) & set(batch.refused_ids)


def test_an_export_that_fails_leaves_nothing_new(tmp_path: Path) -> None:
    """When the leads cannot be read to the end, the files of the last export stay, and no part is left."""
    export(tmp_path, SALESFORCE, judged(ready_lead()))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def broken() -> Any:
        yield from judged(ready_lead(2))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        export(tmp_path, SALESFORCE, broken())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_no_file_is_found_that_was_not_recorded(tmp_path: Path) -> None:
    """The batch is recorded before any file has its name; a record that fails means no files."""
    names: list[str] = []
    batches: list[ExportBatch] = []

    def record(batch: ExportBatch) -> None:
        batches.append(batch)
        names.extend(path.name for path in tmp_path.iterdir())

    exported = export(tmp_path, CSV, judged(ready_lead()), record=record)
    assert batches == [exported.batch]
    assert sorted(names) == ["csv_rejects.csv.part", "leads.csv.part"]

    def refuse(_batch: ExportBatch) -> None:
        raise ExportError("the store is full")

    with pytest.raises(ExportError, match="the store is full"):
        export(tmp_path / "other", CSV, judged(ready_lead()), record=refuse)
    assert list((tmp_path / "other").iterdir()) == []


def test_an_old_reject_file_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    """An export that refuses nothing leaves an empty reject file, not the last one's."""
    export(tmp_path, SALESFORCE, judged(ready_lead(1, company=Company())))
    assert rows_of(tmp_path / "salesforce_rejects.csv")
    export(tmp_path, SALESFORCE, judged(ready_lead(1)))
    assert rows_of(tmp_path / "salesforce_rejects.csv") == []


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    """A file where the folder should be is an ExportError in words."""
    (tmp_path / "exports").write_text("a file", encoding="utf-8")
    with pytest.raises(ExportError, match="could not be made"):
        export(tmp_path / "exports", CSV, [])


def test_the_other_variant_can_be_had(tmp_path: Path) -> None:
    """Salesforce's file neutralised for a look, or the spreadsheet's as it is for a program, named so."""
    phone = ContactPoint("+33 1 99 00 11 21", "+33199001121")
    lead = ready_lead(1)
    lead = replace(lead, contacts=(replace(lead.contacts[0], phone=phone),))
    export(tmp_path, SALESFORCE, judged(lead), machine=False)
    export(tmp_path, CSV, judged(lead), machine=True, bom=True)
    assert rows_of(tmp_path / "salesforce_leads.csv")[0]["Phone"] == "'+33199001121"
    assert rows_of(tmp_path / "leads_machine.csv")[0]["Phone"] == "+33199001121"


def test_a_file_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    """A folder in the way of the part is an ExportError, and the other parts are gone."""
    (tmp_path / "csv_rejects.csv.part").mkdir()
    with pytest.raises(ExportError, match="could not be written"):
        export(tmp_path, CSV, judged(ready_lead()))
    assert [path.name for path in tmp_path.iterdir()] == ["csv_rejects.csv.part"]


# --- the help page ---------------------------------------------------------------------------------------


def test_the_help_page_names_every_field_file_status_and_code() -> None:
    """Whoever sets Salesforce up by the page misses nothing, and finds nothing there that is not so."""
    page = (resources_dir() / "help" / "export.md").read_text(encoding="utf-8")
    headers = {c.header for plan in SALESFORCE.files for c in plan.columns_for(DEFINITION)}
    told = {label.strip().split(" (")[0] for label in re.findall(r"boothapp [A-Z][^,|`]*", page)}
    assert {header for header in headers if header.startswith("boothapp ")} == told
    for preset in PRESETS.values():
        names = [file_name(plan.stem, machine=preset.for_machine) for plan in preset.files]
        assert [name for name in (*names, f"{preset.name}_rejects.csv") if f"`{name}`" not in page] == []
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(RefusalCode)
    assert all(f"`{status}`" in page for status in ("Visited Booth", "Qualified", "Meeting Booked"))
