"""The SQL of the product's requests, written by hand for a login that passes every wall."""

SIGNED_IN = """
    SELECT sessions.id, sessions.began_at, sessions.seen_at, sessions.account_id, accounts.name,
           centers.id AS center_id, centers.slug, centers.name AS center_name, centers.short_name,
           centers.kind, memberships.role
      FROM sessions
      JOIN accounts ON accounts.id = sessions.account_id
      JOIN memberships ON memberships.account_id = accounts.id
      JOIN centers ON centers.id = memberships.center_id
     WHERE sessions.token_hash = %(token_hash)s AND accounts.deactivated_at IS NULL
     ORDER BY centers.position
"""

_LINES = """
    SELECT c.id, c.fiscal_year, c.number, c.received_at, c.received_by_name, c.channel,
           c.client_type, c.kind, c.outcome, c.organization_name, c.summary,
           (SELECT array_agg(t.topic ORDER BY t.position) FROM consultation_topics t
             WHERE t.center_id = c.center_id AND t.consultation_id = c.id) AS topics,
           (SELECT t.topic FROM consultation_topics t
             WHERE t.center_id = c.center_id AND t.consultation_id = c.id AND t.is_primary)
             AS primary_topic
      FROM consultations c {where}
     ORDER BY c.received_at DESC, c.id DESC
     LIMIT 51
"""

LINES = _LINES.format(where="WHERE c.center_id = %(center_id)s")
LINES_BEHIND_THE_WALL = _LINES.format(where="")

_NAMES = (
    "topics",
    "channels",
    "client_types",
    "kinds",
    "outcomes",
    "referral_targets",
    "activity_fields",
)

_ENTRIES = """
    SELECT '{name}' AS list, code, label, position, first_fiscal_year, last_fiscal_year,
           {is_other} AS is_other
      FROM {name}
"""

CODE_LISTS = (
    "UNION ALL".join(
        _ENTRIES.format(name=name, is_other="is_other" if name == "topics" else "false")
        for name in _NAMES
    )
    + "ORDER BY list, position"
)

RECORD = """
    INSERT INTO consultations
        (center_id, received_at, received_by_id, received_by_name, channel, client_type, kind,
         summary, body, response, outcome, activity_fields, minutes)
    VALUES
        (%(center_id)s, %(received_at)s, %(account_id)s, %(name)s, %(channel)s, %(client_type)s,
         %(kind)s, %(summary)s, %(body)s, %(response)s, %(outcome)s, %(activity_fields)s,
         %(minutes)s)
    RETURNING id, fiscal_year, number, month, created_at, updated_at
"""

TAG = """
    INSERT INTO consultation_topics (center_id, consultation_id, topic, position, is_primary)
    VALUES (%(center_id)s, %(consultation_id)s, %(topic)s, %(position)s, %(is_primary)s)
    RETURNING id
"""
