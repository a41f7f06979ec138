"""One filled sample of each widget, for the gallery and for the test that walks them all."""

from __future__ import annotations

from collections.abc import Callable

import qrcode
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.theme import GAP, GRID
from ui.widgets.button import Button
from ui.widgets.callout import Callout
from ui.widgets.camera_view import CameraView
from ui.widgets.card import Card
from ui.widgets.card_picture import CardBox, CardPicture
from ui.widgets.chip_group import ChipGroup
from ui.widgets.column_chart import ChartPart, Column, ColumnChart
from ui.widgets.draft_strip import DraftItem, DraftStrip
from ui.widgets.drop_down import Select
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact_sheet import Fact, FactSheet
from ui.widgets.field import LabelledField, LabelledNote
from ui.widgets.filter_chips import FilterChips
from ui.widgets.funnel import Funnel, FunnelRow
from ui.widgets.icon_line import IconLine
from ui.widgets.meter import GoalMeter
from ui.widgets.progress_line import ProgressLine
from ui.widgets.qr_view import QrView
from ui.widgets.rail import Rail, RailItem
from ui.widgets.receipt_line import ReceiptLine
from ui.widgets.status_strip import Segment, StatusStrip
from ui.widgets.text import Caption, Heading
from ui.widgets.thumbnail import Thumbnail
from ui.widgets.track_badge import TrackBadge
from ui.widgets.verdict_panel import VerdictPanel, VerdictView

TIMELINE = [
    ("now", "Now", "1"),
    ("3_months", "≤ 3 months", "2"),
    ("6_months", "≤ 6 months", "3"),
    ("12_months", "≤ 12 months", "4"),
    ("later", "Later", "5"),
    ("none", "No date", "6"),
]


def rail() -> QWidget:
    """The seven screens, twelve leads waiting for Sync."""
    sample = Rail()
    words = (
        ("capture", "Capture"),
        ("leads", "Leads"),
        ("calendar", "Follow-up"),
        ("gift", "Draw"),
        ("score", "Score"),
    )
    items = [
        RailItem(key=icon, icon=icon, label=word, shortcut=f"Ctrl+{i}")
        for i, (icon, word) in enumerate(words, 1)
    ]
    items.append(RailItem(key="sync", icon="sync", label="Sync", shortcut="Ctrl+6"))
    items.append(RailItem(key="setup", icon="setup", label="Setup", shortcut="Ctrl+7", at_foot=True))
    sample.set_items(items)
    sample.set_count("sync", 12)
    return sample


def fields() -> QWidget:
    """A visitor's card with a doubtful phone, a hint and a choice."""
    card = Card("Visitor", name="visitor")
    grid = QGridLayout()
    grid.setHorizontalSpacing(GRID + 4)
    grid.setVerticalSpacing(GRID + 4)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    texts = (
        ("&Name", "Zoë Łukasz", ""),
        ("Com&pany", "Société Lumière SA", ""),
        ("&Job title", "", ""),
        ("&Email", "zoe@lumiere.example", ""),
        ("P&hone", "+33 1 23", "not a phone number, kept as typed"),
    )
    for place, (label, text, problem) in enumerate(texts):
        field = LabelledField(label, name=f"field_{place}", placeholder="Type or scan")
        field.set_text(text)
        field.set_problem(problem)
        grid.addWidget(field, place // 2, place % 2)
    role = Select(name="role", label="Role")
    role.set_choices([("decision_maker", "Decision maker"), ("user", "User")])
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(Caption("Role"))
    column.addWidget(role)
    grid.addLayout(column, 2, 1)
    card.body.addLayout(grid)
    note = LabelledNote("&What problem brought them?", name="need", lines=2)
    note.set_text("Two of five packing lines stop every week.")
    card.body.addWidget(note)
    return card


def questions() -> QWidget:
    """Three questions: answered, declined, not asked."""
    card = Card("Qualify", name="qualify")
    for label, key, state, values in (
        ("&2  Timeline", "timeline", "answered", ["3_months"]),
        ("&3  Budget", "budget", "declined", []),
        ("&4  Who decides", "authority", "not_asked", []),
    ):
        group = ChipGroup(name=key, label=label)
        choices = {
            "timeline": TIMELINE,
            "budget": [("approved", "Approved", "1"), ("planned", "Planned", "2"), ("none", "None", "3")],
            "authority": [
                ("decision_maker", "Decides", "1"),
                ("influencer", "Advises", "2"),
                ("user", "Uses it", "3"),
            ],
        }
        group.set_choices(choices[key])
        group.set_answer(state, values)
        card.body.addWidget(group)
    card.body.addStretch(1)
    return card


def verdict() -> QWidget:
    """A nurture lead with the QR of its follow-up."""
    sample = VerdictPanel()
    sample.show_verdict(
        VerdictView(
            track="nurture",
            ask_next="Who decides about a purchase like this?",
            passed=("Came about the product", "Need: two packing lines stop", "Reachable by mail"),
            missing=("Who decides was not asked", "No time for the follow-up"),
            follow_up="Tue 25 Nov, 14:30 · video · Ana",
        )
    )
    code = qrcode.QRCode(border=0)
    code.add_data("BEGIN:VEVENT\nSUMMARY:Line monitoring\nDTSTART:20261125T133000Z\nEND:VEVENT")
    qr = QrView(name="follow_up_qr")
    qr.set_matrix(code.get_matrix(), "Follow-up, for the visitor's phone")
    sample.body.addWidget(qr)
    sample.body.addStretch(1)
    return sample


def camera() -> QWidget:
    """What the camera sees: the guide on a frame, and where a code was read."""
    sample = Card("Camera")
    frame = QImage(640, 360, QImage.Format.Format_RGB32)
    frame.fill(Qt.GlobalColor.darkGray)
    guided, read = CameraView(name="camera_guided"), CameraView(name="camera_read")
    row = QHBoxLayout()
    for view in (guided, read):
        view.set_picture(frame)
        row.addWidget(view)
    sample.body.addLayout(row)
    sample.body.addWidget(Button("Try again", name="camera_again", icon="refresh"))
    guided.set_guide(shown=True)
    read.show_outline([(250, 80), (390, 90), (385, 230), (245, 220)], frame.size())
    return sample


def badges() -> QWidget:
    """All tracks side by side."""
    sample = QWidget()
    row = QHBoxLayout(sample)
    row.setContentsMargins(0, 0, 0, 0)
    for track in ("sales_ready", "nurture", "borrowed", "disqualified", ""):
        row.addWidget(TrackBadge(track))
    row.addStretch(1)
    return sample


def buttons() -> QWidget:
    """Every kind of button."""
    sample = QWidget()
    row = QHBoxLayout(sample)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(Button("&Save && next", name="save", kind="primary", icon="check", key_hint="Ctrl+Enter"))
    row.addWidget(Button("&Later", name="later", icon="clock"))
    row.addWidget(Button("Colleague", name="colleague", kind="quiet", icon="plus"))
    row.addWidget(Button("Disqualify", name="disqualify", kind="danger", icon="ban"))
    row.addWidget(Button(name="more", kind="quiet", icon="more", tip="More"))
    off = Button("Off", name="off")
    off.setEnabled(False)
    row.addWidget(off)
    plain = QPushButton("Qt's own")
    plain.setObjectName("qt_button")
    row.addWidget(plain)
    row.addStretch(1)
    return sample


def callouts() -> QWidget:
    """The three kinds."""
    sample = QWidget()
    column = QVBoxLayout(sample)
    column.setContentsMargins(0, 0, 0, 0)
    for kind, text, action in (
        ("info", "Met before: Zoë Łukasz of Société Lumière, yesterday by Ben.", "Open that lead"),
        ("warn", "Three cards in a minute with no answer. Here for the prize?", "Mark as borrowed"),
        ("error", "The disk is full. Nothing is lost; free some room and save again.", ""),
    ):
        callout = Callout(name=f"callout_{kind}")
        callout.set_message(kind, text, action)
        column.addWidget(callout)
    return sample


def receipt() -> QWidget:
    """A saved lead."""
    sample = ReceiptLine()
    sample.show_receipt("Zoë Łukasz saved: nurture, 2 answers missing")
    return sample


def progress() -> QWidget:
    """A sync half way."""
    sample = ProgressLine()
    sample.show_progress("Sending 412 of 800 leads …", 412, 800)
    return sample


def score() -> QWidget:
    """Nine of thirty, and what must not be added to them."""
    card = Card("Hall 4 demo", name="score_card")
    meter = GoalMeter()
    meter.set_figures(9, 30, "22 to nurture · 41 borrowed · 6 disqualified")
    card.body.addWidget(meter)
    funnel = Funnel(label="Leads by track")
    funnel.set_rows(
        [
            FunnelRow(label="Sales-ready", count=9, tone="good", icon="flame", remark="12 %"),
            FunnelRow(
                label="Nurture", count=22, tone="caution", pattern="hatched", icon="seedling", remark="28 %"
            ),
            FunnelRow(
                label="Disqualified", count=6, tone="stop", pattern="crossed", icon="ban", remark="8 %"
            ),
            FunnelRow(
                label="Borrowed interest",
                count=41,
                tone="borrowed",
                pattern="dotted",
                icon="gift",
                remark="52 %",
                apart=True,
            ),
        ]
    )
    card.body.addWidget(funnel)
    return card


def filters() -> QWidget:
    """Track filters, one on."""
    sample = FilterChips(label="Filters")
    sample.set_filters(
        [
            ("ready", "Sales-ready", "flame", 9),
            ("nurture", "Nurture", "seedling", 22),
            ("borrowed", "Borrowed", "gift", 41),
            ("unsynced", "Not yet synced", "cloud", 12),
        ]
    )
    sample.set_chosen(["nurture"])
    return sample


def drafts() -> QWidget:
    """Three waiting cards."""
    sample = DraftStrip()
    sample.set_drafts(
        [
            DraftItem(id="a", title="Grace Okafor", age="2 min"),
            DraftItem(id="b", title="Badge 15514", age="9 min"),
            DraftItem(id="c", title="小林 さくら, Kobayashi & Sons", age="1 h"),
        ]
    )
    return sample


def facts() -> QWidget:
    """What is known of a company, to read and copy."""
    sample = FactSheet(name="facts", label="Company")
    sample.set_facts(
        [
            Fact(label="Company", value="Société Lumière SA", remark="Lyon, FR"),
            Fact(label="Email", value="zoe@lumiere.example", link="mailto:zoe@lumiere.example"),
            Fact(label="Phone", value="+33 1 23", remark="not a phone number", tone="caution"),
        ]
    )
    return sample


def hours() -> QWidget:
    """Two days by the hour, the prize draw at noon."""
    sample = ColumnChart(name="by_hour", label="By hour")
    parts = [ChartPart("Sales-ready", "good"), ChartPart("Nurture", "caution", "hatched")]
    parts.append(ChartPart("Borrowed interest", "borrowed", "dotted"))
    counts = ((2, 3, 0), (4, 2, 1), (0, 1, 9), (3, 0, 0))
    columns = [
        Column(f"{9 + place % 2}:00", f"Day {1 + place // 2}", each) for place, each in enumerate(counts)
    ]
    sample.set_columns(parts, columns)
    return sample


def empty() -> QWidget:
    """No leads yet."""
    return EmptyState(
        name="no_leads",
        icon="leads",
        title="No leads yet",
        action="Capture the first one",
        text="Whoever you capture appears here, with what is still to ask.",
    )


def icon_line() -> QWidget:
    """How the hub is reached."""
    line = IconLine(name="connection")
    line.set_line("offline", "caution", "Offline · last synced 12 min ago")
    return line


def status() -> QWidget:
    """What the status bar says at a booth."""
    sample = StatusStrip()
    sample.set_segments(
        [
            Segment(key="network", text="Offline · 12 not yet synced", icon="offline", tone="caution"),
            Segment(key="score", text="9 of 30 qualified · 41 borrowed", icon="target"),
            Segment(key="staff", text="Ana", icon="person", at_end=True),
            Segment(key="show", text="Hall 4 demo", icon="company", at_end=True),
        ]
    )
    return sample


def thumbnails() -> QWidget:
    """A picture that is here, one of another laptop, one that is still being opened."""
    box = QWidget()
    column, row = QVBoxLayout(box), QHBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(Caption("Pictures"))
    column.addLayout(row)
    parts = [Thumbnail(name, name=f"thumbnail_{at}") for at, name in enumerate(("Card", "Badge", "Drawing"))]
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    image = QImage(160, 90, QImage.Format.Format_RGB32)
    image.fill(QColor("#7a3b2e"))
    parts[0].set_image(image)
    parts[1].set_words("On another laptop")
    return box


def card_picture() -> QWidget:
    """A business card with three lines: read, not surely read, and marked."""
    sample = CardPicture(name="card_picture", label="The card, with its lines")
    card = QImage(420, 240, QImage.Format.Format_RGB32)
    card.fill(QColor("#f4f1e8"))
    places = ((40, 40, 200, 34), (40, 84, 150, 24), (40, 180, 260, 24))
    words = ("Zoë Łukasz", "Head of Purchasing", "zoe@lumiere.example")
    boxes = [
        CardBox(word, QRectF(*place), is_read=True, is_unsure=number == 2)
        for number, (word, place) in enumerate(zip(words, places, strict=True))
    ]
    sample.set_picture(card, boxes)
    beside = QWidget()
    column = QVBoxLayout(beside)
    column.addWidget(sample, 1)
    column.addWidget(Button("Take it again", name="card_again", icon="refresh"))
    return beside


SAMPLES: dict[str, Callable[[], QWidget]] = {
    each.__name__: each
    for each in (
        rail,
        fields,
        questions,
        verdict,
        camera,
        badges,
        buttons,
        callouts,
        receipt,
        progress,
        score,
        filters,
        drafts,
        facts,
        thumbnails,
        hours,
        empty,
        status,
        icon_line,
        card_picture,
    )
}


def sample_page(samples: dict[str, Callable[[], QWidget]]) -> QWidget:
    """Give all samples on one page, set out as a window would."""
    made = {name: make() for name, make in samples.items()}
    page = QWidget()
    page.setObjectName("gallery")
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.setSpacing(0)
    across = QHBoxLayout()
    across.setSpacing(0)
    across.addWidget(made["rail"])
    main = QVBoxLayout()
    main.setContentsMargins(GAP, GAP, GAP, GAP)
    main.setSpacing(GAP)
    main.addWidget(Heading("Capture"))
    top = QHBoxLayout()
    top.setSpacing(GAP)
    for name, share in (("fields", 4), ("questions", 4), ("verdict", 3)):
        top.addWidget(made[name], share)
    main.addLayout(top)
    low = QHBoxLayout()
    low.setSpacing(GAP)
    left = QVBoxLayout()
    for name in (
        "badges",
        "buttons",
        "callouts",
        "icon_line",
        "receipt",
        "progress",
        "filters",
        "drafts",
        "facts",
        "thumbnails",
    ):
        left.addWidget(made[name])
    left.addStretch(1)
    low.addLayout(left, 6)
    right = QVBoxLayout()
    right.addWidget(made["camera"])
    right.addWidget(made["score"])
    right.addWidget(made["hours"])
    right.addWidget(made["empty"])
    low.addLayout(right, 5)
    main.addLayout(low)
    across.addLayout(main)
    outer.addLayout(across)
    outer.addWidget(made["status"])
    page.resize(1320, 1100)
    return page
