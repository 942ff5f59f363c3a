-- Consultations first..last of `rows`, in `centers` centers and five years, with 1.2 topics each
-- and no words: what figures are made of. The last `apart` months hold none of them:
-- figures.py fills these, at one center.
WITH codes AS (
    SELECT (SELECT array_agg(code ORDER BY position) FROM topics) AS topics,
           (SELECT array_agg(code ORDER BY position) FROM channels) AS channels,
           (SELECT array_agg(code ORDER BY position) FROM client_types) AS client_types,
           (SELECT array_agg(code ORDER BY position) FROM kinds) AS kinds,
           (SELECT array_agg(code ORDER BY position) FROM outcomes) AS outcomes,
           (SELECT array_agg(id ORDER BY position) FROM centers WHERE kind <> 'canary') AS centers
), receptions AS (
    SELECT n, codes.*, wall.new_id() AS id, centers[1 + mod(n, cardinality(centers))] AS center_id,
           date_trunc('month', now()) - make_interval(months => %(apart)s)
               - interval '5 years' * ((%(rows)s - n)::float8 / %(rows)s) AS received_at
      FROM generate_series(%(first)s::int, %(last)s::int) AS n, codes
), written AS (
    INSERT INTO consultations
        (center_id, id, fiscal_year, number, received_at, channel, client_type, kind, outcome,
         minutes, closed_at)
    SELECT center_id, id,
           extract(year FROM received_at AT TIME ZONE 'Asia/Tokyo' - interval '3 months'),
           n + 1, received_at,
           channels[1 + mod(n / 7, cardinality(channels))],
           client_types[1 + mod(n / 11, cardinality(client_types))],
           kinds[1 + mod(n / 3, cardinality(kinds))],
           outcomes[1 + mod(n / 5, cardinality(outcomes))],
           CASE WHEN mod(n, 4) > 0 THEN 5 + mod(n, 60) END, received_at
      FROM receptions
)
INSERT INTO consultation_topics (center_id, consultation_id, topic, position, is_primary)
SELECT center_id, id, topics[1 + mod(n / 2 + position * 3, cardinality(topics))], position,
       position = 1
  FROM receptions, generate_series(1, CASE WHEN mod(n, 5) = 0 THEN 2 ELSE 1 END) AS position;
