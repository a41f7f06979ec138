"""Imports: whom we know is told while a card is typed; good rows go in, bad rows are told with the reason."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from boothapp.app import Services, card_context
from boothapp.domain.show import read_show
from boothapp.errors import DefinitionError, InputError, StoppedError
from boothapp.paths import resources_dir
from boothapp.services.browsing import Likeness
from boothapp.services.importing import Imported, RowRefusal, write_rejects
from boothapp.services.list_reading import OpenedList
from boothapp.services.show_setup import sample_setup, with_staff
from boothapp.store.known_contacts import ListKind
from tests.helpers.xlsx_files import list_xlsx

CONTEXT = card_context(sample_setup(resources_dir()))
CUSTOMERS = """Account Name,Account Owner,Contact Name,Email,Phone
Engine Ltd,Ana,Ada Byron,ada@engine.example,+33 1 99 00 11 21
Stone AG,Ben,,,
,,,,
,Cy,,,
"""


def opened(services: Services, folder: Path, text: str = CUSTOMERS) -> OpenedList:
    """A list of this text."""
    path = folder / "crm.csv"
    path.write_text(text, encoding="utf-8")
    return services.list_reading.open(path)


def imported(services: Services, folder: Path, text: str = CUSTOMERS) -> Imported:
    """The customers, taken in."""
    return services.importing.import_known(opened(services, folder, text), ListKind.CUSTOMERS)


@pytest.mark.parametrize(
    ("card", "likeness"),
    [
        (b'{"contacts": [{"email": "ADA@engine.example"}]}', Likeness.SAME_EMAIL),
        (b'{"contacts": [{"phone": "01 99 00 11 21"}]}', Likeness.SAME_PHONE),
        (
            b'{"company": {"name": "engine limited"}, "contacts": [{"display_name": "Byron, Ada"}]}',
            Likeness.SAME_PERSON,
        ),
        (b'{"company": {"name": "ENGINE GmbH"}}', Likeness.SAME_COMPANY),
    ],
)
def test_a_customer_is_noticed_while_the_card_is_typed(
    services: Services, tmp_path: Path, card: bytes, likeness: Likeness
):
    """With whose account it is, and why they look the same."""
    imported(services, tmp_path)
    (found,) = services.browsing.acquaintances(CONTEXT.lead(card))
    assert (found.contact.company, found.contact.owner, found.likeness) == ("Engine Ltd", "Ana", likeness)


def test_strangers_are_nobodys_customers(services: Services, tmp_path: Path):
    """An empty card and another company find nobody; a list that was taken away neither."""
    imported(services, tmp_path)
    for card in (b"{}", b'{"company": {"name": "Other Inc"}, "contacts": [{"display_name": "Ada Byron"}]}'):
        assert services.browsing.acquaintances(CONTEXT.lead(card)) == []
    services.importing.forget(services.importing.lists()[0].list_no)
    assert services.browsing.acquaintances(CONTEXT.lead(b'{"company": {"name": "Stone"}}')) == []


def test_known_contacts_are_no_leads(services: Services, tmp_path: Path):
    """They are in no list of leads and wait for no hub."""
    imported(services, tmp_path)
    assert not services.browsing.find("")
    assert services.syncing.summary().pending == 0


def test_earlier_leads_tell_where_and_when_they_were_met(services: Services, tmp_path: Path):
    """By the list's own columns, the name of the list where it has none; dates that are numbers too."""
    book = list_xlsx(
        tmp_path / "Hall 2025.xlsx",
        [["Name", "Company", "Event", "Date"], ["Ada Byron", "Engine Ltd", "Fair 2024", 45985],
         ["Bob", "Stone AG", None, "2025-10-01"]],
    )  # fmt: skip
    services.importing.import_known(services.list_reading.open(book), ListKind.EARLIER_LEADS)
    met = [
        (found.contact.show, found.contact.met_on)
        for company in ("Engine", "Stone")
        for found in services.browsing.acquaintances(
            CONTEXT.lead(f'{{"company": {{"name": "{company}"}}}}'.encode())
        )
    ]
    assert met == [("Fair 2024", "2025-11-24"), ("Hall 2025", "2025-10-01")]


def test_an_address_book_is_a_list(services: Services, tmp_path: Path):
    """VCards of any version, the torn last one too."""
    path = tmp_path / "contacts.vcf"
    path.write_bytes(
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Byron;Ada;;;\r\nFN:Ada Byron\r\nORG:Engine Ltd\r\n"
        b"EMAIL;TYPE=work:ada@engine.example\r\nEND:VCARD\r\n"
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg\r\n"
        b"END:VCARD\r\nBEGIN:VCARD\r\nFN:Cy Young\r\n"
    )
    done = services.importing.import_known(services.list_reading.open(path), ListKind.CUSTOMERS)
    assert (done.taken, done.refused) == (3, [])
    names = [
        services.browsing.acquaintances(
            CONTEXT.lead(f'{{"contacts": [{{"display_name": "{name}"}}]}}'.encode())
        )[0].contact.name
        for name in ("Ada Byron", "Jorg Muller", "Cy Young")
    ]
    assert names == ["Ada Byron", "Jörg Müller", "Cy Young"]


def test_a_list_of_the_same_name_takes_the_place_of_the_last(services: Services, tmp_path: Path):
    """Next month's export leaves nobody there twice, and nobody who has gone."""
    imported(services, tmp_path)
    imported(services, tmp_path, "Company,Owner\nYoung Inc,Cy\n")
    (kept,) = services.importing.lists()
    assert (kept.name, kept.kind, kept.contacts) == ("crm", ListKind.CUSTOMERS, 1)
    assert services.browsing.acquaintances(CONTEXT.lead(b'{"company": {"name": "Engine"}}')) == []


@pytest.mark.parametrize("text", ["AAA;BBB\n1;2\n", "Company,Owner\n", "Company,Owner\n,Cy\n"])
def test_a_list_of_nobody_takes_no_lists_place(services: Services, tmp_path: Path, text: str):
    """It is refused with what to do; nor is a list begun with it, nor its columns remembered."""
    with pytest.raises(InputError, match="nobody in it can be taken in"):
        imported(services, tmp_path, text)
    assert services.importing.lists() == []
    imported(services, tmp_path)
    with pytest.raises(InputError, match=r"The list 'crm' of 2 stays; boothapp import --forget \d+"):
        imported(services, tmp_path, text)
    (kept,) = services.importing.lists()
    assert kept.contacts == 2
    (found,) = services.browsing.acquaintances(CONTEXT.lead(b'{"company": {"name": "Engine"}}'))
    assert found.contact.owner == "Ana"


def test_a_stopped_import_leaves_the_last_list_in_place(services: Services, tmp_path: Path):
    """Nothing of a list counts before it is whole."""
    imported(services, tmp_path)
    many = "Company,Owner\n" + "".join(f"Firm {number},Cy\n" for number in range(3_000))

    def stop(done: int, _total: int) -> None:
        if done > 2_000:
            raise StoppedError

    with pytest.raises(StoppedError):
        services.importing.import_known(opened(services, tmp_path, many), ListKind.CUSTOMERS, progress=stop)
    (kept,) = services.importing.lists()
    assert kept.contacts == 2
    assert services.browsing.acquaintances(CONTEXT.lead(b'{"company": {"name": "Firm 7"}}')) == []


def test_a_dry_run_counts_and_keeps_nothing(services: Services, tmp_path: Path):
    """What would be taken and refused, and no list."""
    done = services.importing.check(opened(services, tmp_path), ListKind.CUSTOMERS)
    assert (done.taken, [(one.row.line, one.code) for one in done.refused]) == (
        2, [(5, RowRefusal.NOBODY_NAMED)],
    )  # fmt: skip
    assert services.importing.lists() == []


def test_refused_rows_come_back_as_a_file_that_no_spreadsheet_runs(services: Services, tmp_path: Path):
    """Each with line, code, reason, what to do and its own cells; a formula in them is neutralised."""
    source = opened(services, tmp_path, 'Company,Note\nA,B,C\nD,"=cmd()",E\n')
    done = services.importing.check(source, ListKind.CUSTOMERS)
    assert [one.code for one in done.refused] == [RowRefusal.TOO_MANY_CELLS] * 2
    path = tmp_path / "crm.rejects.csv"
    write_rejects(path, source.table.headers, done.refused)
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, first, second = csv.reader(file)
    assert header == ["Line", "Code", "Reason", "What To Do", "Company", "Note"]
    assert first[:2] == ["2", "too_many_cells"]
    assert second[4:] == ["D", "'=cmd()"]


def test_staff_join_those_of_the_show(services: Services, tmp_path: Path):
    """New emails are added to the show's file; who is there already stays as written; no email is refused."""
    source = opened(
        services, tmp_path,
        "Name,Email,Title\nZoë Łukasz,zoe@hummline.example,Sales\nAna,ANA@hummline.example,\nBob,nowhere,\n",
    )  # fmt: skip
    before = sample_setup(resources_dir())
    setup, done = services.importing.with_staff(source)
    assert (done.taken, [one.code for one in done.refused]) == (1, [RowRefusal.EMAIL_WRONG])
    assert setup.show.staff[: len(before.show.staff)] == before.show.staff
    zoe = setup.show.staff[-1]
    assert (zoe.email, zoe.name, zoe.job_title) == ("zoe@hummline.example", "Zoë Łukasz", "Sales")
    assert setup.definition == before.definition


def test_a_show_that_cannot_take_more_staff_says_so(services: Services, tmp_path: Path):
    """A name that TOML must escape is no danger; staff in one inline list cannot be added to."""
    source = opened(services, tmp_path, 'Name,Email\n"Q""[[staff]]\nx",q@hummline.example\n')
    setup, _ = services.importing.with_staff(source)
    assert setup.show.staff[-1].name == 'Q"[[staff]] x'
    inline = 'id = "x"\nname = "x"\nstaff = [{email = "a@b.example", name = "A"}]\n'
    with pytest.raises(DefinitionError):
        with_staff(replace(setup, show=read_show(inline)), [("q@b.example", "Q", "", "")])
