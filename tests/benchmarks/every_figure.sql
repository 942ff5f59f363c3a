-- Every figure of every center and month by direct GROUP BY: what recount.sql counts, at once.
-- Read by PostgreSQL and by DuckDB alike.
WITH own AS (
    SELECT center_id, month, channel, client_type, kind, coalesce(outcome, 'none') AS outcome,
           minutes, CASE WHEN continues_id IS NULL THEN 'new' ELSE 'continued' END AS continued
      FROM consultations
), tags AS (
    SELECT own.center_id, own.month, topic.topic, topic.is_primary
      FROM consultation_topics topic
      JOIN consultations own
        ON own.center_id = topic.center_id AND own.id = topic.consultation_id
)
SELECT center_id, month, 'consultations' AS measure, 'total' AS code, count(*) AS value
  FROM own GROUP BY center_id, month
UNION ALL
SELECT center_id, month, 'topics', topic, count(*) FROM tags GROUP BY center_id, month, topic
UNION ALL
SELECT center_id, month, 'primary_topics', topic, count(*)
  FROM tags WHERE is_primary GROUP BY center_id, month, topic
UNION ALL
SELECT center_id, month, 'topic_tags', 'total', count(*) FROM tags GROUP BY center_id, month
UNION ALL
SELECT center_id, month, 'channels', channel, count(*) FROM own GROUP BY center_id, month, channel
UNION ALL
SELECT center_id, month, 'client_types', client_type, count(*)
  FROM own GROUP BY center_id, month, client_type
UNION ALL
SELECT center_id, month, 'kinds', kind, count(*) FROM own GROUP BY center_id, month, kind
UNION ALL
SELECT center_id, month, 'outcomes', outcome, count(*) FROM own GROUP BY center_id, month, outcome
UNION ALL
SELECT center_id, month, 'continued', continued, count(*)
  FROM own GROUP BY center_id, month, continued
UNION ALL
SELECT center_id, month, 'minutes', 'total', sum(minutes)
  FROM own GROUP BY center_id, month HAVING sum(minutes) > 0
UNION ALL
SELECT center_id, month, 'minutes', 'recorded', count(minutes)
  FROM own GROUP BY center_id, month HAVING count(minutes) > 0
