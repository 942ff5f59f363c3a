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

# In one statement what the product asks in two: a round trip in favor of the others.
_LINES = """
    WITH page AS MATERIALIZED (
        SELECT id, fiscal_year, number, received_at, received_by_name, channel,
               client_type, kind, outcome, organization_name, summary
          FROM consultations {where}
         ORDER BY received_at DESC, id DESC
         LIMIT 51
    ), tags AS (
        SELECT consultation_id, array_agg(topic ORDER BY position) AS topics,
               max(topic) FILTER (WHERE is_primary) AS primary_topic
          FROM consultation_topics
         WHERE consultation_id = ANY (ARRAY(SELECT id FROM page)) {and_where}
         GROUP BY consultation_id
    )
    SELECT page.*, tags.topics, tags.primary_topic
      FROM page LEFT JOIN tags ON tags.consultation_id = page.id
     ORDER BY page.received_at DESC, page.id DESC
"""

LINES = _LINES.format(
    where="WHERE center_id = %(center_id)s", and_where="AND center_id = %(center_id)s"
)
LINES_BEHIND_THE_WALL = _LINES.format(where="", and_where="")

SEARCH = """
    SELECT id, fiscal_year, number, received_at, received_by_name, channel,
           client_type, kind, outcome, organization_name, summary
      FROM consultations
     WHERE center_id = %(center_id)s
       AND concat_ws(chr(31), summary, body, response, organization_name, person_name, person_kana)
           LIKE ALL (%(words)s)
     ORDER BY received_at DESC, id DESC
     LIMIT 51
"""

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
