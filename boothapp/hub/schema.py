"""The tables of the central store, for SQLite and PostgreSQL alike.

`change` is the truth; everything from `lead_state` down is made from it and can be made again. `show_id`
leads each key, so that a distributed database can keep a show together. Texts that are moments are ISO 8601.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
)

SCHEMA_VERSION = 3
"""The shape of the tables and views. A store that bears a greater one is refused."""

METADATA = MetaData()

_NARROW: dict[str, Any] = {"sqlite_with_rowid": False}
"""For tables of short rows: SQLite then keeps them in the index of their key, and nowhere else."""


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _text(name: str) -> Column[str]:
    """A text that is empty rather than null, so that whoever filters by it needs to know one way only."""
    return Column(name, Text, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _money(name: str) -> Column[float]:
    return Column(name, Numeric(18, 2, asdecimal=False))


# --- what the store knows of itself and was told ------------------------------------------------------------

HUB_META = Table("hub_meta", METADATA, _key("name"), _text("value"))

SHOW = Table(
    "show",
    METADATA,
    _key("show_id"),
    _text("name"),
    _text("exhibitor"),
    _text("city"),
    _text("zone"),
    _text("starts_on"),
    _text("ends_on"),
    Column("goal", Integer, nullable=False),
    _money("cost"),
    _text("currency"),
    _text("source"),
    _text("source_sha256"),
)

DEFINITION = Table(
    "definition",
    METADATA,
    _key("show_id"),
    _key("definition_id"),
    Column("version", Integer, primary_key=True, autoincrement=False),
    _text("title"),
    _text("synced_tracks"),
    _text("source"),
    _text("source_sha256"),
)

DEVICE = Table(
    "device",
    METADATA,
    _key("show_id"),
    _key("device_id"),
    _text("first_push_at"),
    _text("last_push_at"),
    _text("device_now"),
    Column("contiguous_seq", BigInteger, nullable=False),
    _text("tally_at"),
    # Of its changes in the log, erased ones included: how many, and domain.tally's sum in hex.
    Column("held_changes", BigInteger, nullable=False),
    _text("held_sum"),
)

DEVICE_TALLY = Table(
    "device_tally",
    METADATA,
    _key("show_id"),
    _key("device_id"),
    _key("hour"),
    _key("staff"),
    _key("track"),
    Column("leads", Integer, nullable=False),
    **_NARROW,
)

# --- the log ------------------------------------------------------------------------------------------------

CHANGE = Table(
    "change",
    METADATA,
    _key("show_id"),
    _key("change_id"),
    _text("device_id"),
    Column("device_seq", BigInteger, nullable=False),
    _text("entity"),
    _text("entity_id"),
    _text("received_at"),
    _text("body"),
    # A cloned laptop uses a number again for another change: that one is answered "forked" and comes again.
    Index("change_by_device", "show_id", "device_id", "device_seq", unique=True),
    Index("change_by_entity", "show_id", "entity", "entity_id"),
)

UNFOLDED = Table("unfolded", METADATA, _key("show_id"), _key("change_id"), **_NARROW)

QUARANTINE = Table(
    "quarantine",
    METADATA,
    _key("show_id"),
    _key("sha256"),
    _text("device_id"),
    _text("change_id"),
    _text("received_at"),
    _text("code"),
    _text("reason"),
    _text("body"),
)

# --- pictures -----------------------------------------------------------------------------------------------

# Of one that was erased the name stays, with a size of BLOB_ERASED: a late copy is not taken back while no
# lead shows it.
BLOB_ERASED = -1

BLOB = Table(
    "blob",
    METADATA,
    _key("show_id"),
    _key("sha256"),
    _text("device_id"),
    Column("size", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    _text("received_at"),
)

BLOB_CHUNK = Table(
    "blob_chunk",
    METADATA,
    _key("show_id"),
    _key("sha256"),
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

# --- what the hub says to the laptops -----------------------------------------------------------------------

# One row a show. Whoever numbers items of the feed takes the numbers from here, in the transaction that makes
# the items visible, so no reader passes a number that is still to come (a sequence would let it). `changes`
# and `sum` tally the folded changes.
FEED_HEAD = Table(
    "feed_head",
    METADATA,
    _key("show_id"),
    Column("seq", BigInteger, nullable=False),
    Column("changes", BigInteger, nullable=False),
    _text("sum"),
)

# One row an item: a change for good, a document at the number of its last edition. `device_id` is who made
# the change; empty for what the hub says itself.
FEED = Table(
    "feed",
    METADATA,
    _key("show_id"),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    _text("kind"),
    _text("item_id"),
    _text("device_id"),
    **_NARROW,
)

# The folded changes of each device: a laptop compares with all but its own.
FEED_DEVICE = Table(
    "feed_device",
    METADATA,
    _key("show_id"),
    _key("device_id"),
    Column("changes", BigInteger, nullable=False),
    _text("sum"),
    **_NARROW,
)

STAFF = Table(
    "staff",
    METADATA,
    _key("show_id"),
    _key("email"),
    _text("name"),
    _flag("is_active"),
)

# What sales said last of a lead; `disposition_event` keeps all that was ever said.
DISPOSITION = Table(
    "disposition",
    METADATA,
    _key("show_id"),
    _key("lead_id"),
    _text("status"),
    _text("reason"),
    _text("outcome"),
    _text("note"),
    _text("at"),
    _text("by"),
)

DISPOSITION_EVENT = Table(
    "disposition_event",
    METADATA,
    _key("show_id"),
    _key("event_id"),
    _text("lead_id"),
    _text("status"),
    _text("reason"),
    _text("outcome"),
    _text("note"),
    _text("at"),
    _text("by"),
)

# --- who may ------------------------------------------------------------------------------------------------

# Of codes and tokens only the SHA-256 is kept. Scopes are words apart by spaces.
ENROLMENT = Table(
    "enrolment",
    METADATA,
    _key("show_id"),
    _key("code_sha256"),
    _text("device_name"),
    _text("scopes"),
    _text("created_at"),
    _text("expires_at"),
    _text("token_expires_at"),
    _text("used_at"),
    _text("used_by"),
)

TOKEN = Table(
    "token",
    METADATA,
    _key("show_id"),
    _key("token_sha256"),
    _text("device_id"),
    _text("device_name"),
    _text("scopes"),
    _text("created_at"),
    _text("expires_at"),
    _text("revoked_at"),
    _text("sign_key"),
    _text("seal_key"),
)

AUDIT = Table(
    "audit",
    METADATA,
    _key("show_id"),
    _key("audit_id"),
    _text("at"),
    _text("actor"),
    _text("verb"),
    _text("subject"),
)

# --- forgetting ---------------------------------------------------------------------------------------------

# Kept for good and carried into every restored backup: the only thing that is known of a lead afterwards.
ERASURE = Table(
    "erasure",
    METADATA,
    _key("show_id"),
    _key("lead_id"),
    _text("at"),
    _text("by"),
    _text("reason"),
)

ERASURE_ACK = Table(
    "erasure_ack",
    METADATA,
    _key("show_id"),
    _key("lead_id"),
    _key("device_id"),
    _text("at"),
    **_NARROW,
)

EXPORT_BATCH = Table(
    "export_batch",
    METADATA,
    _key("show_id"),
    _key("device_id"),
    Column("batch_no", BigInteger, primary_key=True, autoincrement=False),
    _text("at"),
    _text("by"),
    _text("preset"),
    _text("file_name"),
    _text("sha256"),
)

EXPORTED_LEAD = Table(
    "exported_lead",
    METADATA,
    _key("show_id"),
    _key("lead_id"),
    _key("device_id"),
    Column("batch_no", BigInteger, primary_key=True, autoincrement=False),
    **_NARROW,
)

# --- made from the log --------------------------------------------------------------------------------------

# `state` is the id of the entity's change while there is but one, and then what all of them come to, as JSON.
LEAD_STATE = Table(
    "lead_state",
    METADATA,
    _key("show_id"),
    _key("entity"),
    _key("entity_id"),
    _text("state"),
    **_NARROW,
)

LEAD = Table(
    "lead",
    METADATA,
    _key("show_id"),
    _key("lead_id"),
    # Null until the definition that judges it has arrived.
    Column("track", Text),
    _flag("shown_as_row"),
    _flag("is_deleted"),
    Column("merged_into", Text),
    _text("canonical_id"),
    _text("missing"),
    _text("blocked_by"),
    _text("ask_next"),
    _flag("moment_of_interest"),
    _text("interest_basis"),
    _text("prospect_wants"),
    _text("rating"),
    _text("company"),
    _text("website"),
    _text("industry"),
    _text("company_size"),
    _text("contact_name"),
    _text("given_name"),
    _text("family_name"),
    _text("job_title"),
    _text("email"),
    _text("phone"),
    _text("mobile"),
    _text("city"),
    _text("country"),
    _text("decision_role"),
    Column("contacts", Integer, nullable=False),
    _text("need"),
    _text("budget"),
    _money("budget_amount"),
    _text("budget_currency"),
    _text("timeline"),
    _text("authority"),
    _text("follow_up_at"),
    _text("follow_up_zone"),
    _text("follow_up_at_utc"),
    Column("follow_up_minutes", Integer),
    _text("follow_up_channel"),
    _text("follow_up_owner"),
    _text("follow_up_promise"),
    _flag("follow_up_confirmed"),
    _text("consent_sales_email"),
    _text("consent_sales_phone"),
    _text("consent_marketing_email"),
    _text("consent_prize_draw"),
    _text("disqualification"),
    _text("disqualification_note"),
    _text("notes"),
    _text("tags"),
    _text("capture_source"),
    _text("badge_id"),
    _text("captured_at"),
    _text("captured_day"),
    _text("captured_hour"),
    _text("captured_by"),
    _text("device_id"),
    _text("definition_id"),
    Column("definition_version", BigInteger, nullable=False),
    _text("external_id"),
    _text("conflicting_fields"),
    _text("unreadable_fields"),
)

MERGED = Index(
    "lead_merged",
    LEAD.c.show_id,
    sqlite_where=LEAD.c.merged_into.is_not(None),
    postgresql_where=LEAD.c.merged_into.is_not(None),
)

CONTACT = Table(
    "contact",
    METADATA,
    _key("show_id"),
    _key("lead_id"),
    _key("contact_id"),
    _text("name"),
    _text("given_name"),
    _text("family_name"),
    _text("job_title"),
    _text("department"),
    _text("decision_role"),
    _text("email"),
    _text("email_as_typed"),
    _text("phone"),
    _text("phone_as_typed"),
    _text("mobile"),
    _text("mobile_as_typed"),
    _text("street"),
    _text("city"),
    _text("region"),
    _text("postal_code"),
    _text("country"),
    _text("language"),
    **_NARROW,
)

ANSWER = Table(
    "answer",
    METADATA,
    _key("show_id"),
    _key("lead_id"),
    _key("question_id"),
    _flag("is_known_question"),
    _text("question"),
    _text("state"),
    _text("value"),
    _text("choice"),
    _money("amount"),
    _money("amount_upper"),
    _text("currency"),
    Column("is_approved", Boolean),
    _text("note"),
    **_NARROW,
)

ENCOUNTER = Table(
    "encounter",
    METADATA,
    _key("show_id"),
    _key("lead_id"),
    _key("encounter_id"),
    _text("staff"),
    _text("at"),
    _text("note"),
    **_NARROW,
)

CONSENT = Table(
    "consent",
    METADATA,
    _key("show_id"),
    _key("lead_id"),
    _key("consent_id"),
    _text("purpose"),
    _text("channel"),
    _text("decision"),
    _text("lawful_basis"),
    _text("method"),
    _text("text_version"),
    _text("text_snapshot"),
    _text("language"),
    _text("captured_at"),
    _text("captured_by"),
    _text("withdrawn_at"),
    _text("retain_until"),
    **_NARROW,
)

LEAD_TABLES = (LEAD, CONTACT, ANSWER, ENCOUNTER, CONSENT)
"""The readable rows of a lead: replaced as a whole whenever it changes."""
