-- Consultations first..last of `rows`, oldest first as they come in at the counters, with texts
-- as long as people write them: a summary of 30 characters, 60 to 400 of what was asked, 40 to
-- 240 of what was answered. Every fifth has a second topic.
WITH codes AS (
    SELECT (SELECT array_agg(code ORDER BY position) FROM topics) AS topics,
           (SELECT array_agg(code ORDER BY position) FROM channels) AS channels,
           (SELECT array_agg(code ORDER BY position) FROM client_types) AS client_types,
           (SELECT array_agg(code ORDER BY position) FROM outcomes) AS outcomes,
           (SELECT array_agg(id ORDER BY position) FROM centers
             WHERE kind <> 'canary' AND slug = coalesce(%(slug)s::text, slug)) AS centers,
           repeat('町内の見守り活動を始めたいが、会則の作り方と会計の分け方が分からない。'
               || '助成金の締切と、近くで使える会議室についても知りたいとのこと。', 7) AS words
), receptions AS (
    SELECT n, codes.*, wall.new_id() AS id,
           centers[1 + mod(n, cardinality(centers))] AS center_id,
           now() - interval '5 years' * ((%(rows)s - n)::float8 / %(rows)s) AS received_at
      FROM generate_series(%(first)s::int, %(last)s::int) AS n, codes
), written AS (
    INSERT INTO consultations
        (center_id, id, fiscal_year, number, received_at, received_by_name, channel, client_type,
         kind, summary, body, response, outcome, person_name, organization_name, activity_fields,
         minutes, created_at, updated_at, closed_at)
    SELECT center_id, id,
           extract(year FROM received_at AT TIME ZONE 'Asia/Tokyo' - interval '3 months'),
           n / cardinality(centers) + 1, received_at, '計測 担当',
           channels[1 + mod(n, cardinality(channels))],
           client_types[1 + mod(n, cardinality(client_types))], 'consultation',
           substr(words, 1 + mod(n, 40), 30), substr(words, 1 + mod(n, 50), 60 + mod(n, 341)),
           substr(words, 1 + mod(n, 30), 40 + mod(n, 201)), outcomes[1 + mod(n, cardinality(outcomes))],
           CASE WHEN mod(n, 3) > 0 THEN '計測 ' || n END, CASE WHEN mod(n, 2) = 0 THEN '計測の会' || n END,
           '{field_03}', 5 + mod(n, 60), received_at, received_at,
           CASE WHEN mod(n, 100) > 0 THEN received_at END
      FROM receptions
)
INSERT INTO consultation_topics (center_id, consultation_id, topic, position, is_primary)
SELECT center_id, id, topics[1 + mod(n + position, cardinality(topics))], position, position = 1
  FROM receptions, generate_series(1, CASE WHEN mod(n, 5) = 0 THEN 2 ELSE 1 END) AS position;
