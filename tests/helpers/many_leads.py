"""As many leads as wanted, as various as a big hall brings them; the same seed gives the same leads."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from boothapp.domain.change import Change, Edit
from boothapp.domain.definition import LeadDefinition
from boothapp.domain.definition_file import read_definition
from boothapp.domain.fold import EntityState, apply, shown
from boothapp.domain.ids import ChangeId, ContactId, DeviceId, EncounterId, LeadId, ShowId, uuid7
from boothapp.domain.lead import (
    Answer,
    AnswerState,
    BadgeScan,
    CaptureSource,
    Channel,
    Company,
    Contact,
    ContactPoint,
    Encounter,
    FollowUp,
    InterestBasis,
    Lead,
    ProspectWants,
    Rating,
)
from boothapp.domain.lead_fields import from_fields, to_fields
from boothapp.domain.stamp import HybridClock
from boothapp.domain.verdict import judge
from boothapp.store.leads import DeviceRow, Recorded

SHOW = ShowId("hall-of-many")
FIRST_CAPTURE = datetime(2026, 11, 24, 9, tzinfo=UTC)

# ruff: noqa: SIM905 - so many words read best as text
_GIVEN = (
    "Maria Anna Jan Peter Thomas Michael Andreas José Luis Carlos Ana Sofía Lucía Jean Pierre Marie Sophie "
    "Émilie François Benoît Zoë Łukasz Małgorzata Krzysztof Agnieszka Søren Jørgen Åsa Björn Märta Jürgen "
    "Jörg Käthe Günther Şebnem Çağlar Deniz Yıldız Mehmet Ayşe Nikolaos Eleni Giorgos Dmitri Olga Sergei "
    "Наталья Иван Мария Владимир 健 美咲 大輔 伟 芳 秀英 민준 서연 지훈 Nguyễn Thị Văn Priya Rahul Anjali "
    "Sanjay Mohammed Fatima Ahmed Omar Layla Noa David Sarah James John Emily Robert Linda William Mary "
    "Patrick Siobhán Aoife Niamh Giulia Marco Francesca Matteo Chiara João Inês Rui Tiago Katarzyna Péter "
    "Zsófia László István Václav Jiří Žaneta Dragan Milica Ivana Petra Katharina Stefan Ursula Heinz"
).split()
_FAMILY = (
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Richter Klein Wolf "
    "Schröder Neumann Schwarz Zimmermann Braun Krüger Hartmann Lange Werner Lehmann García Fernández "
    "González Rodríguez López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Díaz Muñoz Dubois Durand "
    "Leroy Moreau Simon Laurent Lefèvre Michel Bertrand Roux Fournier Girard Rossi Russo Ferrari Esposito "
    "Bianchi Romano Colombo Ricci Marino Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski "
    "Zieliński Hansen Johansen Olsen Larsen Andersen Pedersen Nielsen Jensen Sørensen Johansson Andersson "
    "Karlsson Nilsson Eriksson Öberg Virtanen Korhonen Mäkinen Papadopoulos Yılmaz Kaya Demir Şahin Çelik "
    "Иванов Смирнов Кузнецов Попов 佐藤 鈴木 高橋 田中 渡辺 王 李 张 刘 陈 김 이 박 최 Trần Lê Phạm Singh "
    "Kumar Sharma Patel Gupta Khan Ali Hassan Cohen Levy Smith Jones Taylor Brown Williams Wilson Johnson "
    "Davies Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson Clarke O'Brien "
    "O'Sullivan Murphy Kelly Silva Santos Ferreira Pereira Oliveira Costa Nagy Kovács Tóth Szabó Horváth "
    "Novák Svoboda Dvořák Černý Procházka Popescu Ionescu Jovanović Petrović Nikolić de-la-Cruz van-Dijk"
).split()
_FIRM = (
    "Alpen Nord Rhein Blue Silver Delta Omega Prime Atlas Titan Nova Orion Vega Polar Lumière Étoile Côte "
    "Grün Stahl Eisen Kupfer Holz Glas Papier Quanta Hydro Thermo Aero Agri Bio Chem Electro Mecha Robo "
    "Opti Sono Vibra Cargo Logi Trans Inter Euro Pan Uni Multi Global Metro Urban Rural Baltic Adria "
    "Iberia Hansa Dunav Visla Tatra Ural Sakura Fuji Hikari Dragon Lotus Pearl Amber Granite Cobalt"
).split()
_TRADE = (
    "Verpackung Packaging Systems Maschinenbau Automation Logistik Foods Pharma Robotics Plastics Textiles "
    "Energy Solar Water Metals Tools Electronics Optics Medical Printing Coatings Bearings Pumps Valves "
    "Drives Sensors Software Consulting Engineering Trading Chemicals Ceramics Furniture Brewing Dairy"
).split()
_FORM = (
    "GmbH",
    "AG",
    "SA",
    "S.r.l.",
    "Ltd",
    "Inc.",
    "B.V.",
    "Sp. z o.o.",
    "AB",
    "A/S",
    "SAS",
    "KG",
    "株式会社",
    "",
)
_TITLES = (
    "Head of Purchasing", "Einkaufsleiterin", "Plant Manager", "CEO", "Directeur technique", "Student",
    "Production Engineer", "Maintenance Lead", "Quality Manager", "Sales Representative", "工場長", "",
)  # fmt: skip
_NEEDS = (
    "packing line stops every week and nobody knows why", "scrap rate too high on the new film",
    "the filler drips on the belt", "operators leave and take the settings with them",
    "energy bill doubled since spring", "changeover takes four hours instead of one",
    "wants to see batch traceability for the audit in March", "old PLC has no spare parts any more",
    "two of five sealing heads run hot", "needs a second supplier for the gearboxes",
)  # fmt: skip
_NOTES = (
    "came back with a colleague", "asked for the drawing", "saw it at Milano last year", "spoke to Ana",
    "in a hurry", "very sceptical about the price", "liked the small machine", "has a competitor's offer",
    "card is of the old job", "promised to send photos", "knows our plant in Lyon", "wants a French manual",
)  # fmt: skip
_STAFF = tuple(f"{name}@exhibitor.example" for name in ("ana", "ben", "chloé", "deniz", "emre", "fatou"))
_DIALLING = (
    ("+49", 10),
    ("+33", 9),
    ("+39", 10),
    ("+1", 10),
    ("+44", 10),
    ("+420", 9),
    ("+81", 9),
    ("+55", 10),
)


def standard_definition() -> LeadDefinition:
    """The lead definition that ships with boothapp."""
    path = Path(__file__).parents[2] / "resources" / "definitions" / "standard.toml"
    return read_definition(path.read_text(encoding="utf-8"), path.name)


def many_leads(
    count: int, *, seed: int = 1, definition: LeadDefinition | None = None, device_id: str = "device"
) -> Iterator[Lead]:
    """Leads in the order of their capture, some forty seconds apart."""
    dice = random.Random(seed)
    definition = definition or standard_definition()
    firms = [_firm(dice) for _ in range(max(10, count // 3))]
    for number in range(1, count + 1):
        at = FIRST_CAPTURE + timedelta(seconds=number * 40 % (8 * 3600), days=number * 40 // (8 * 3600))
        firm = firms[min(int(dice.expovariate(4) * len(firms)), len(firms) - 1)]
        yield _lead(dice, number, at, firm, definition, device_id)


def _firm(dice: random.Random) -> str:
    return (
        f"{dice.choice(_FIRM)}{dice.choice(('', ' ', '-'))}{dice.choice(_TRADE)} {dice.choice(_FORM)}".strip()
    )


def _lead(
    dice: random.Random, number: int, at: datetime, firm: str, definition: LeadDefinition, device_id: str
) -> Lead:
    moment = at.isoformat(timespec="seconds")
    staff = dice.choice(_STAFF)
    borrowed = dice.random() < 0.25
    milliseconds = int(at.timestamp() * 1000)
    return Lead(
        lead_id=LeadId(uuid7(milliseconds, dice.getrandbits)),
        show_id=SHOW,
        definition=definition.ref,
        company=Company(name=firm, size=dice.choice(("", "1-50", "51-200", "201-1000"))),
        contacts=tuple(_contact(dice, number, firm, index) for index in range(1 + (dice.random() < 0.08))),
        capture_source=dice.choice(
            (CaptureSource.BADGE_SCAN, CaptureSource.TYPED, CaptureSource.BUSINESS_CARD)
        ),
        badge_scan=BadgeScan(raw_payload=f"{number:07d}^X", badge_id=f"B{number:07d}")
        if dice.random() < 0.6
        else None,
        interest_basis=InterestBasis.BORROWED if borrowed else InterestBasis.PRODUCT,
        prospect_wants=dice.choice((None, *ProspectWants)),
        answers={} if borrowed else _answers(dice),
        follow_up=None if borrowed or dice.random() < 0.5 else _follow_up(dice, at, staff),
        encounters=(
            Encounter(encounter_id=EncounterId(f"e{number}"), staff=staff, at=moment, note=_note(dice)),
        ),
        rating=dice.choice((None, *Rating)),
        captured_at=moment,
        captured_by=staff,
        device_id=DeviceId(device_id),
        external_id=f"line-{number}",
    )


def _contact(dice: random.Random, number: int, firm: str, index: int) -> Contact:
    given, family = dice.choice(_GIVEN), dice.choice(_FAMILY).replace("-", " ")
    host = "".join(letter for letter in firm.lower() if letter.isascii() and letter.isalnum()) or "firm"
    user = "".join(
        letter for letter in f"{given}.{family}".lower() if letter.isascii() and letter not in " '"
    )
    mail = f"{user.strip('.') or 'info'}{number}@{host}.example"
    code, length = dice.choice(_DIALLING)
    digits = "".join(dice.choices("123456789", k=length))
    return Contact(
        contact_id=ContactId(f"c{index}"),
        given_name=given,
        family_name=family,
        job_title=dice.choice(_TITLES),
        email=ContactPoint(mail, mail) if dice.random() < 0.85 else None,
        phone=ContactPoint(f"{code} {digits[:3]} {digits[3:]}", code + digits)
        if dice.random() < 0.7
        else None,
    )


def _answers(dice: random.Random) -> dict[str, Answer]:
    answers = {"need": Answer(state=AnswerState.ANSWERED, value=f"{dice.choice(_NEEDS)}, {_note(dice)}")}
    for question, values in (
        ("budget", ("approved", "planned", "exploring", "none")),
        ("timeline", ("now", "3_months", "6_months", "later")),
        ("authority", ("economic_buyer", "decision_maker", "influencer", "user")),
    ):
        if dice.random() < 0.7:
            answers[question] = Answer(state=AnswerState.ANSWERED, value=dice.choice(values))
        elif dice.random() < 0.2:
            answers[question] = Answer(state=AnswerState.DECLINED)
    return answers


def _note(dice: random.Random) -> str:
    return ", ".join(dice.sample(_NOTES, dice.randint(1, 4)))


def _follow_up(dice: random.Random, at: datetime, owner: str) -> FollowUp:
    day = (at + timedelta(days=dice.randint(1, 14))).date().isoformat()
    return FollowUp(
        due_at=f"{day}T{dice.randint(8, 17):02d}:{dice.choice((0, 30)):02d}" if dice.random() < 0.8 else day,
        zone="Europe/Paris",
        channel=dice.choice(tuple(Channel)),
        owner=owner,
        promise="Show line monitoring",
        confirmed_by_visitor=dice.random() < 0.9,
    )


@dataclass
class Recorder:
    """Makes the change of each new lead as the device at hand would, by a clock that it moves itself."""

    device: DeviceRow
    definition: LeadDefinition = field(default_factory=standard_definition)

    def __post_init__(self) -> None:
        self._dice = random.Random(f"{self.device.device_id} {self.device.next_seq}")
        self._now_ms = int(FIRST_CAPTURE.timestamp() * 1000) + self.device.next_seq * 1_000
        self._clock = HybridClock(lambda: self._now_ms, self.device.last_stamp)
        self._next_seq = self.device.next_seq

    def new(self, lead: Lead, capture_seconds: float | None = None) -> Recorded:
        """The first save of a lead."""
        state = EntityState()
        change = self.change(lead, {name: Edit(value) for name, value in to_fields(lead).items()})
        apply(state, change)
        return self._recorded(change, state, lead, None, capture_seconds)

    def edited(self, before: Lead, state: EntityState, edits: dict[str, Edit], lead_no: int) -> Recorded:
        """A later save; `state` is the lead's before it, and afterwards with it."""
        change = self.change(before, edits)
        apply(state, change)
        lead = from_fields(before.lead_id, before.show_id, shown(state))
        return self._recorded(change, state, lead, lead_no, None)

    def change(self, lead: Lead, edits: dict[str, Edit]) -> Change:
        """The next change of this device."""
        self._now_ms += 1_000
        change_id = ChangeId(uuid7(self._now_ms, self._dice.getrandbits))
        self._next_seq += 1
        return Change(
            change_id=change_id,
            device_id=self.device.device_id,
            device_seq=self._next_seq - 1,
            stamp=self._clock.tick(change_id),
            show_id=lead.show_id,
            entity="lead",
            entity_id=lead.lead_id,
            actor=lead.captured_by or "unknown",
            captured_at=lead.captured_at,
            definition=(lead.definition.definition_id, lead.definition.version),
            set=edits,
        )

    def _recorded(
        self, change: Change, state: EntityState, lead: Lead, lead_no: int | None, seconds: float | None
    ) -> Recorded:
        verdict = judge(lead, self.definition, datetime.fromisoformat(lead.captured_at))
        return Recorded(
            change=change, state=state, lead=lead, verdict=verdict, capture_seconds=seconds, lead_no=lead_no
        )
