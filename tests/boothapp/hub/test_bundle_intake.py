"""The importer takes what is sound, once however often it comes, and refuses the rest whole and in words."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from boothapp.errors import BundleError, HubAccessError
from boothapp.hub.accounts import Accounts
from boothapp.hub.bundle_intake import Imported
from boothapp.hub.forgetting import forget
from boothapp.hub.refused_bundles import drop_old, set_apart
from boothapp.sync.bundle import BundleParties, read_receipts, write_bundle
from boothapp.wire.bundle_file import files_in, read_file, receipt_path, write_file
from boothapp.wire.bundle_messages import BundleRequest, pack_request
from boothapp.wire.messages import EnrolRequest, ProvisionRequest, PullRequest
from boothapp.wire.sealed_frame import FrameHeader, FrameKind, key_text, read_frame, seal
from tests.helpers.bundles import BundleDesk
from tests.helpers.hub_file import content, rows
from tests.helpers.hub_samples import (
    NOW,
    SHOW_ID,
    fixed_now,
    lead_change,
    number_id,
    nurture_lead,
    push_of,
    sales_ready_lead,
    sample_show,
    standard,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[BundleDesk]:
    """A hub with a folder."""
    (tmp_path / "stick").mkdir()
    desk = BundleDesk(folder=tmp_path / "stick", place=tmp_path / "central.db")
    yield desk
    desk.store.close()


def carrying(*numbers: int, device_id: str = "laptop-a", first_seq: int = 0) -> BundleRequest:
    """A request that carries the leads of these numbers, and asks for all that the hub holds."""
    changes = [
        lead_change(
            number,
            sales_ready_lead(number),
            device_id=device_id,
            device_seq=first_seq + at if first_seq else number,
        )
        for at, number in enumerate(numbers)
    ]
    return BundleRequest(
        provision=ProvisionRequest(
            device_id=device_id, show_id=SHOW_ID, show=sample_show().source, definitions=[standard().source]
        ),
        pushes=[push_of(*changes, device_id=device_id)],
        pull=PullRequest(device_id=device_id, show_id=SHOW_ID),
    )


def with_code(code: str, laptop: BundleParties) -> BundleRequest:
    """A request with a lead, and the wish to be let in with a code."""
    asked = EnrolRequest(
        code=code,
        show_id=SHOW_ID,
        device_id=laptop.device_id,
        device_name="stand 7",
        sign_key=key_text(laptop.sign.public_key()),
        seal_key=key_text(laptop.seal.public_key()),
    )
    return msgspec.structs.replace(carrying(1, device_id=laptop.device_id), enrol=asked)


def written(desk: BundleDesk, laptop: BundleParties, request: BundleRequest) -> Path:
    """A bundle of that laptop in the folder."""
    return write_bundle(desk.folder, request, laptop, fixed_now())


def codes(imported: Imported) -> list[tuple[str, str]]:
    """The id and the answer of each receipt."""
    return [(receipt.change_id, receipt.code) for receipt in imported.of_changes]


def logged(desk: BundleDesk) -> list[str]:
    """The ids of the changes that the hub holds."""
    return sorted(row["change_id"] for row in rows(desk.place, "SELECT change_id FROM change"))


def test_takes_a_bundle_once(desk: BundleDesk) -> None:
    """What comes again is a duplicate; the bundle stays where it was, and its receipts tell each change."""
    laptop = desk.laptop()
    path = written(desk, laptop, carrying(1, 2))
    before = path.read_bytes()
    first = desk.intake.take(path)
    assert codes(first) == [(number_id(1), "received"), (number_id(2), "received")]
    assert codes(desk.intake.take(path)) == [(number_id(1), "duplicate"), (number_id(2), "duplicate")]
    assert path.read_bytes() == before
    assert path.name == "laptop-a-1-2.booth"
    answer = read_receipts(receipt_path(path), laptop).answer
    assert [receipt.code for receipt in answer.pushed[0].receipts] == ["duplicate", "duplicate"]
    assert answer.pushed[0].held is not None
    assert answer.pushed[0].held.changes == 2
    assert [item.kind for page in answer.pages for item in page.items] == ["show", "definition"]


def test_brings_back_what_others_said(desk: BundleDesk) -> None:
    """The receipts hold the feed beyond the cursor that the bundle named, page by page to its end."""
    desk.store.push(
        push_of(*(lead_change(n, sales_ready_lead(n), device_id="b") for n in (5, 6)), device_id="b")
    )
    laptop = desk.laptop()
    request = BundleRequest(pull=PullRequest(device_id="laptop-a", show_id=SHOW_ID, limit=1))
    path = written(desk, laptop, request)
    desk.intake.take(path)
    answer = read_receipts(receipt_path(path), laptop).answer
    assert [item.item_id for page in answer.pages for item in page.items] == [number_id(5), number_id(6)]
    assert [page.more for page in answer.pages] == [True, False]
    assert answer.pulled == request.pull


@pytest.mark.parametrize("order", [*itertools.permutations(range(4))][::5])
def test_no_order_alters_the_store(tmp_path: Path, order: tuple[int, ...]) -> None:
    """Two laptops' cumulative bundles, in any order, some twice, beside a push, make the same store."""
    contents = []
    for name, turns in (("one", range(4)), ("other", (*order, *order[:2]))):
        (tmp_path / name).mkdir()
        desk = BundleDesk(folder=tmp_path / name, place=tmp_path / f"{name}.db")
        a, b = desk.laptop("laptop-a"), desk.laptop("laptop-b")
        desk.store.provision(carrying().provision or ProvisionRequest(device_id="", show_id=""))
        bundles = [
            written(desk, a, carrying(1, 2)),
            written(desk, a, carrying(1, 2, 3)),
            written(desk, b, carrying(11, device_id="laptop-b", first_seq=1)),
            written(desk, b, carrying(11, 12, device_id="laptop-b", first_seq=1)),
        ]
        for at, turn in enumerate(turns):
            desk.intake.take(bundles[turn])
            if at == 1:
                desk.store.push(push_of(lead_change(2, sales_ready_lead(2))))
        contents.append(content(desk.place, ("sales_ready_leads", "lead_state", "lead", "contact", "answer")))
        assert logged(desk) == sorted(map(number_id, (1, 2, 3, 11, 12)))
        desk.store.close()
    assert contents[0] == contents[1]


def test_takes_nothing_of_a_torn_bundle(desk: BundleDesk) -> None:
    """A bundle cut off at any byte, as of a copy broken off, is called incomplete and leaves no trace."""
    path = written(desk, desk.laptop(), carrying(1))
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(BundleError, match="incomplete"):
            desk.intake.take(path)
    assert logged(desk) == []
    assert not receipt_path(path).exists()
    path.write_bytes(whole)
    assert codes(desk.intake.take(path)) == [(number_id(1), "received")]


def test_refuses_who_is_unknown(desk: BundleDesk) -> None:
    """A laptop without a code that the hub gave out gets nothing in, and is told how to get one."""
    stranger = desk.stranger("laptop-x", b"x" * 32)
    with pytest.raises(HubAccessError, match=r"hub enrol --offline"):
        desk.intake.take(written(desk, stranger, carrying(1, device_id="laptop-x")))
    with pytest.raises(HubAccessError, match="code"):
        desk.intake.take(written(desk, stranger, with_code("guessed", stranger)))
    assert logged(desk) == []


def test_lets_in_who_brings_a_code(desk: BundleDesk) -> None:
    """A code given out for days lets one laptop in by its first bundle; from then on its key is known."""
    code = Accounts(desk.store).new_code(SHOW_ID, life=timedelta(days=14))
    stranger = desk.stranger("laptop-x", b"x" * 32)
    path = written(desk, stranger, with_code(code, stranger))
    imported = desk.intake.take(path)
    assert codes(imported) == [(number_id(1), "received")]
    answer = read_receipts(receipt_path(path), stranger).answer
    assert answer.enrolled is not None
    assert answer.enrolled.token
    assert codes(desk.intake.take(path)) == [(number_id(1), "duplicate")]
    plain = written(desk, stranger, carrying(2, device_id="laptop-x"))
    assert codes(desk.intake.take(plain)) == [(number_id(2), "received")]
    other = desk.stranger("laptop-y", b"y" * 32)
    with pytest.raises(HubAccessError, match="used already"):
        desk.intake.take(written(desk, other, with_code(code, other)))


def test_a_code_enrols_the_key_that_signed(desk: BundleDesk) -> None:
    """Nobody lets another's key in with a bundle of their own."""
    code = Accounts(desk.store).new_code(SHOW_ID)
    one, other = desk.stranger("laptop-x", b"x" * 32), desk.stranger("laptop-x", b"y" * 32)
    with pytest.raises(BundleError, match="another laptop"):
        desk.intake.take(written(desk, one, with_code(code, other)))
    elsewhere = replace(one, device_id="laptop-z")
    with pytest.raises(BundleError, match="another laptop"):
        desk.intake.take(written(desk, one, with_code(code, elsewhere)))


def test_refuses_who_may_no_longer(desk: BundleDesk) -> None:
    """A revoked laptop's bundle is refused whole, be it older than that or not."""
    laptop = desk.laptop()
    path = written(desk, laptop, carrying(1))
    desk.revoke(laptop)
    with pytest.raises(HubAccessError, match="no longer"):
        desk.intake.take(path)
    assert logged(desk) == []


def test_refuses_what_is_for_another_hub(desk: BundleDesk, tmp_path: Path) -> None:
    """A bundle for another hub is not opened; one that only says so was sealed for somebody else."""
    other = BundleDesk(folder=desk.folder, place=tmp_path / "other.db")
    foreign = other.laptop()
    with pytest.raises(BundleError, match="another hub"):
        desk.intake.take(written(other, foreign, carrying(1)))
    posing = replace(foreign, hub_id=desk.store.identity.hub_id)
    desk.laptop()
    with pytest.raises(BundleError, match="somebody else"):
        desk.intake.take(written(desk, posing, carrying(1)))
    other.store.close()
    assert logged(desk) == []


@pytest.mark.parametrize(
    "request_",
    [
        carrying(1, device_id="laptop-b"),
        BundleRequest(pull=PullRequest(device_id="laptop-a", show_id="elsewhere")),
        BundleRequest(pushes=[push_of(show_id="elsewhere")]),
    ],
)
def test_lets_nobody_speak_for_another(desk: BundleDesk, request_: BundleRequest) -> None:
    """An enrolled laptop can neither send nor read in the name of another, or at another show."""
    with pytest.raises(BundleError, match="another laptop or another show"):
        desk.intake.take(written(desk, desk.laptop(), request_))
    assert logged(desk) == []


def test_is_enrolled_at_one_show_alone(desk: BundleDesk) -> None:
    """Who was let in to one show is unknown at another."""
    elsewhere = replace(desk.laptop(), show_id="elsewhere")
    with pytest.raises(HubAccessError):
        desk.intake.take(written(desk, elsewhere, BundleRequest(pushes=[push_of(show_id="elsewhere")])))


def test_tells_a_copied_profile(desk: BundleDesk) -> None:
    """Of two laptops that were one, the second's numbers are taken: it is told so, and nothing is lost."""
    laptop = desk.laptop()
    desk.intake.take(written(desk, laptop, carrying(1)))
    twin = lead_change(2, nurture_lead(2), device_seq=1)
    assert codes(desk.intake.take(written(desk, laptop, BundleRequest(pushes=[push_of(twin)])))) == [
        (number_id(2), "forked")
    ]
    renamed = replace(laptop, device_id="laptop-c")
    request = carrying(2, device_id="laptop-c", first_seq=1)
    assert codes(desk.intake.take(written(desk, renamed, request))) == [(number_id(2), "received")]


def test_a_poison_change_blocks_no_other(desk: BundleDesk) -> None:
    """What is no JSON at all is set apart; its neighbours are taken."""
    request = BundleRequest(pushes=[push_of(b"{", lead_change(1, sales_ready_lead(1)), b'"\xff"')])
    assert [code for _, code in codes(desk.intake.take(written(desk, desk.laptop(), request)))] == [
        "rejected",
        "received",
        "rejected",
    ]


def test_a_refusal_keeps_what_went_before(desk: BundleDesk) -> None:
    """A cursor of another epoch is refused in the receipts; the changes are in, with their receipts."""
    laptop = desk.laptop()
    request = msgspec.structs.replace(
        carrying(1), pull=PullRequest(device_id="laptop-a", show_id=SHOW_ID, cursor="7.1")
    )
    path = written(desk, laptop, request)
    imported = desk.intake.take(path)
    assert codes(imported) == [(number_id(1), "received")]
    answer = read_receipts(receipt_path(path), laptop).answer
    assert answer.refusal is not None
    assert answer.refusal.error == "HubEpochError"
    assert imported.problem == answer.refusal.words


def test_receipts_are_for_their_laptop_alone(desk: BundleDesk) -> None:
    """Nobody else can read them, and no one else's are taken for the hub's."""
    a, b = desk.laptop("laptop-a"), desk.laptop("laptop-b")
    path = written(desk, a, carrying(1))
    desk.intake.take(path)
    receipts = receipt_path(path)
    with pytest.raises(BundleError, match="somebody else"):
        read_receipts(receipts, b)
    with pytest.raises(BundleError, match="another show"):
        read_receipts(receipts, replace(a, show_id="elsewhere"))
    with pytest.raises(BundleError, match="not receipts"):
        read_receipts(path, a)
    with pytest.raises(BundleError, match="not changes"):
        desk.intake.take(receipts)
    forged = FrameHeader(
        kind=FrameKind.RECEIPTS,
        hub_id=a.hub_id,
        show_id=SHOW_ID,
        device_id="laptop-a",
        sign_key=key_text(b.sign.public_key()),
        created_at=NOW,
    )
    write_file(receipts, seal(forged, b"{}", signer=b.sign, recipient=a.seal.public_key()))
    with pytest.raises(BundleError, match="not signed by the hub"):
        read_receipts(receipts, a)


def test_takes_the_leads_where_no_receipts_can_be_written(desk: BundleDesk) -> None:
    """A stick that cannot be written to loses no lead; the words say what is missing."""
    path = written(desk, desk.laptop(), carrying(1))
    receipt_path(path).mkdir()
    imported = desk.intake.take(path)
    assert codes(imported) == [(number_id(1), "received")]
    assert imported.receipts is None
    assert "The leads are in" in imported.problem


def test_follows_no_link(desk: BundleDesk, tmp_path: Path) -> None:
    """A link named as a bundle leads nowhere, and a link named as its receipts is never written through."""
    path = written(desk, desk.laptop(), carrying(1))
    link = desk.folder / "link.booth"
    link.symlink_to(path)
    with pytest.raises(BundleError, match="link"):
        desk.intake.take(link)
    precious = tmp_path / "precious"
    precious.write_bytes(b"mine")
    receipt_path(path).symlink_to(precious)
    assert desk.intake.take(path).receipts is not None
    assert precious.read_bytes() == b"mine"
    assert files_in(desk.folder, ".booth") == [path]


def test_sets_a_refused_bundle_apart_once(desk: BundleDesk, tmp_path: Path) -> None:
    """A copy is kept with the reason, under no name of a stranger's; what cannot be copied is passed over."""
    bad = desk.folder / "..evil name;.booth"
    bad.write_bytes(b"no bundle")
    aside = tmp_path / "aside"
    copy = set_apart(bad, "This file is no bundle.", aside)
    assert copy == set_apart(bad, "This file is no bundle.", aside)
    assert copy is not None
    assert copy.read_bytes() == b"no bundle"
    assert "no bundle" in copy.with_suffix(".txt").read_text()
    assert len(list(aside.iterdir())) == 2
    assert bad.exists()
    os.mkfifo(desk.folder / "pipe.booth")
    assert set_apart(desk.folder / "pipe.booth", "", aside) is None


@pytest.mark.parametrize(
    "payload", [b"", b"\0\0\0\2{}", b"\xff" * 100, pack_request(BundleRequest()) + b"more"]
)
def test_refuses_what_is_no_message(desk: BundleDesk, payload: bytes) -> None:
    """A sound frame of an enrolled laptop around something else is refused in words."""
    laptop = desk.laptop()
    header = read_frame(read_file(written(desk, laptop, BundleRequest()))).header
    path = desk.folder / "odd.booth"
    write_file(path, seal(header, payload, signer=laptop.sign, recipient=laptop.hub_seal_key))
    with pytest.raises(BundleError, match="no message"):
        desk.intake.take(path)


def test_an_old_bundle_does_not_set_the_show_back(desk: BundleDesk) -> None:
    """The show's text in a bundle counts where the hub has none; one that came late alters nothing."""
    path = written(desk, desk.laptop(), carrying(1))
    newer = sample_show().source.replace(sample_show().name, "The Newer Show")
    desk.store.put_texts(SHOW_ID, newer, [])
    desk.intake.take(path)
    assert [row["name"] for row in rows(desk.place, "SELECT name FROM show")] == ["The Newer Show"]


def test_an_erasure_deletes_the_refused_bundles_that_hold_the_lead(desk: BundleDesk, tmp_path: Path) -> None:
    """Of what was set apart beside the store: those, and what nobody can open; others stay until old."""
    laptop, aside = desk.laptop(), desk.place.with_name("refused-bundles")
    torn = tmp_path / "torn.booth"
    torn.write_bytes(b"no bundle")
    kept, gone, unread = (
        set_apart(path, "refused", aside)
        for path in (written(desk, laptop, carrying(1)), written(desk, laptop, carrying(2)), torn)
    )
    assert kept
    assert gone
    done = forget(desk.store, SHOW_ID, [number_id(2)], by="mia", reason="asked")
    assert sorted(done.dropped) == sorted(map(str, (gone, unread)))
    assert sorted(aside.iterdir()) == sorted([kept, kept.with_suffix(".txt")])
    assert drop_old(aside) == []
    os.utime(kept, (0, 0))
    assert drop_old(aside) == [kept]
    assert list(aside.iterdir()) == []
