"""The views that marketing and sales read; `resources/help/central-store.md` tells what each column means.

Plain SQL that SQLite and PostgreSQL both take. A lead that was deleted, or merged into one that is here, is
in none of them.
"""

from __future__ import annotations

CURRENT_LEADS = """
CREATE VIEW current_leads AS
SELECT lead.*, COALESCE(show.name, lead.show_id) AS show_name
FROM lead
LEFT JOIN show ON show.show_id = lead.show_id
WHERE NOT lead.is_deleted
  AND (lead.canonical_id = lead.lead_id
       OR NOT EXISTS (SELECT 1 FROM lead AS root
                      WHERE root.show_id = lead.show_id AND root.lead_id = lead.canonical_id))
"""

# An address that its owner said no to is in no view, as it is in no export; that they said no is.
_EMAIL = """CASE WHEN consent_sales_email IN ('declined', 'withdrawn')
             AND consent_marketing_email <> 'granted' THEN '' ELSE email END AS email"""
_PHONE, _MOBILE = (
    f"CASE WHEN consent_sales_phone IN ('declined', 'withdrawn') THEN '' ELSE {name} END AS {name}"
    for name in ("phone", "mobile")
)

_WHO = f"""show_id, show_name, lead_id, company, contact_name, given_name, family_name, job_title,
       decision_role, {_EMAIL}, {_PHONE}, {_MOBILE}, city, country, website, industry, company_size"""

_WHAT = """need, budget, budget_amount, budget_currency, timeline, authority, prospect_wants, rating,
       moment_of_interest"""

_PROMISE = """follow_up_at, follow_up_zone, follow_up_at_utc, follow_up_minutes, follow_up_channel,
       follow_up_owner, follow_up_promise, follow_up_confirmed"""

_CONSENT = "consent_sales_email, consent_sales_phone, consent_marketing_email"

_ORIGIN = """notes, tags, capture_source, badge_id, captured_at, captured_day, captured_by, contacts,
       definition_id, definition_version, external_id, conflicting_fields"""

SALES_READY_LEADS = f"""
CREATE VIEW sales_ready_leads AS
SELECT {_WHO},
       {_WHAT},
       {_PROMISE},
       {_CONSENT},
       {_ORIGIN}
FROM current_leads
WHERE track = 'sales_ready'
"""  # noqa: S608

NURTURE_LEADS = f"""
CREATE VIEW nurture_leads AS
SELECT {_WHO},
       missing, ask_next,
       {_WHAT},
       {_PROMISE},
       {_CONSENT},
       {_ORIGIN}
FROM current_leads
WHERE track = 'nurture'
"""  # noqa: S608

BORROWED_INTEREST = f"""
CREATE VIEW borrowed_interest AS
SELECT show_id, show_name, captured_day, captured_by, 1 AS cards,
       lead_id, company, contact_name,
       {_EMAIL}, {_PHONE},
       consent_marketing_email, consent_prize_draw
FROM current_leads
WHERE track = 'borrowed' AND shown_as_row
UNION ALL
SELECT counted.show_id, COALESCE(show.name, counted.show_id), counted.captured_day, counted.captured_by,
       SUM(counted.cards), NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM (SELECT show_id, captured_day, captured_by, 1 AS cards
      FROM current_leads
      WHERE track = 'borrowed' AND NOT shown_as_row
      UNION ALL
      SELECT show_id, SUBSTR(hour, 1, 10), staff, leads
      FROM device_tally
      WHERE track = 'borrowed') AS counted
LEFT JOIN show ON show.show_id = counted.show_id
GROUP BY counted.show_id, show.name, counted.captured_day, counted.captured_by
"""  # noqa: S608

FOLLOW_UPS = f"""
CREATE VIEW follow_ups AS
SELECT show_id, show_name, lead_id, follow_up_owner, follow_up_at, follow_up_zone, follow_up_at_utc,
       follow_up_minutes, follow_up_channel, follow_up_promise, follow_up_confirmed,
       company, contact_name, {_EMAIL}, {_PHONE}, {_MOBILE}, need, track, moment_of_interest,
       consent_sales_email, consent_sales_phone, captured_at, captured_by
FROM current_leads
WHERE follow_up_at <> '' AND track IN ('sales_ready', 'nurture')
"""  # noqa: S608

ANSWERS = """
CREATE VIEW answers AS
SELECT lead.show_id, lead.show_name, lead.lead_id, lead.company, lead.contact_name, lead.track,
       answer.question_id, answer.question, answer.is_known_question, answer.state, answer.value,
       answer.choice, answer.amount, answer.amount_upper, answer.currency, answer.is_approved, answer.note,
       lead.captured_at, lead.captured_by
FROM answer
JOIN current_leads AS lead ON lead.show_id = answer.show_id AND lead.lead_id = answer.lead_id
WHERE lead.track IN ('sales_ready', 'nurture') OR lead.shown_as_row
"""

SHOW_SCOREBOARD = """
CREATE VIEW show_scoreboard AS
SELECT show.show_id, show.name AS show_name, show.goal,
       COALESCE(tally.sales_ready, 0) AS sales_ready, COALESCE(tally.nurture, 0) AS nurture,
       COALESCE(tally.borrowed, 0) AS borrowed, COALESCE(tally.disqualified, 0) AS disqualified,
       COALESCE(tally.total, 0) AS total,
       ROUND(1.0 * tally.borrowed / NULLIF(tally.total, 0), 3) AS borrowed_share,
       show.cost, show.currency,
       ROUND(1.0 * show.cost / NULLIF(tally.sales_ready, 0), 2) AS cost_per_qualified,
       COALESCE(tally.withheld, 0) AS withheld, COALESCE(tally.not_judged, 0) AS not_judged
FROM show
LEFT JOIN (
    SELECT show_id,
           SUM(CASE WHEN track = 'sales_ready' THEN leads ELSE 0 END) AS sales_ready,
           SUM(CASE WHEN track = 'nurture' THEN leads ELSE 0 END) AS nurture,
           SUM(CASE WHEN track = 'borrowed' THEN leads ELSE 0 END) AS borrowed,
           SUM(CASE WHEN track = 'disqualified' THEN leads ELSE 0 END) AS disqualified,
           SUM(CASE WHEN track IS NULL THEN 0 ELSE leads END) AS total,
           SUM(withheld) AS withheld,
           SUM(CASE WHEN track IS NULL THEN leads ELSE 0 END) AS not_judged
    FROM (SELECT show_id, track, 1 AS leads, 0 AS withheld FROM current_leads
          UNION ALL
          SELECT show_id, track, leads, leads FROM device_tally) AS counted
    GROUP BY show_id) AS tally ON tally.show_id = show.show_id
"""

# A day's number by the calendar (Fliegel and Van Flandern, CACM 11:657, 1968), in whole numbers: the two
# databases have no other way of counting days in common.
_DAY_NUMBER = """(1461 * ({year} + 4800 + ({month} - 14) / 12)) / 4
           + (367 * ({month} - 2 - 12 * (({month} - 14) / 12))) / 12
           - (3 * (({year} + 4900 + ({month} - 14) / 12) / 100)) / 4 + {day}"""


def _day_number(iso_day: str) -> str:
    """SQL that gives the number of the day that a text in ISO 8601 begins with."""
    parts = {"year": (1, 4), "month": (6, 2), "day": (9, 2)}
    return _DAY_NUMBER.format(
        **{part: f"CAST(SUBSTR({iso_day}, {at}, {n}) AS INTEGER)" for part, (at, n) in parts.items()}
    )


DISPOSITIONS = f"""
CREATE VIEW dispositions AS
SELECT lead.show_id, lead.show_name, lead.lead_id, lead.company, lead.contact_name, lead.track,
       said.status, said.reason, said.outcome, said.note, said.at, said.by, lead.captured_day,
       told.first_at, {_day_number("told.first_at")}
         - ({_day_number("lead.captured_day")}) AS days_to_first
FROM disposition AS said
JOIN current_leads AS lead ON lead.show_id = said.show_id AND lead.lead_id = said.lead_id
JOIN (SELECT show_id, lead_id, MIN(at) AS first_at
      FROM disposition_event
      GROUP BY show_id, lead_id) AS told ON told.show_id = said.show_id AND told.lead_id = said.lead_id
"""  # noqa: S608

VIEWS = (
    CURRENT_LEADS,
    SALES_READY_LEADS,
    NURTURE_LEADS,
    BORROWED_INTEREST,
    FOLLOW_UPS,
    ANSWERS,
    SHOW_SCOREBOARD,
    DISPOSITIONS,
)
"""Each is made after those that it reads."""
