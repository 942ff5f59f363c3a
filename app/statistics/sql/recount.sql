-- Every figure of one month of the open center, counted from the rows.
-- Counted before joining: a consultation with several topics is still one consultation.
WITH months_own AS (
    SELECT center_id, id, channel, client_type, kind, outcome, minutes, continues_id,
           activity_fields
      FROM consultations
     WHERE center_id = wall.current_center() AND month = :month
), months_topics AS (
    SELECT topic.topic, topic.is_primary
      FROM consultation_topics topic
      JOIN months_own own
        ON own.center_id = topic.center_id AND own.id = topic.consultation_id
     WHERE topic.center_id = wall.current_center()
), firsts AS (
    -- When a letter was received, and when first replied to: see app/referrals/rules/targets.py.
    SELECT step.kind = 'received' AS is_receipt, min(step.at) AS at,
           CASE step.kind = 'received' WHEN true THEN letter.receipt_due_at
                                       ELSE letter.reply_due_at END AS due_at
      FROM referral_steps step
      JOIN referrals letter ON letter.center_id = step.reader_center_id
                           AND letter.id = step.referral_id
     WHERE step.reader_center_id = wall.current_center()
       AND step.kind IN ('received', 'asked', 'answered', 'declined', 'passed_on')
     GROUP BY letter.id, 1, 3
), months_firsts AS (
    SELECT is_receipt, at <= due_at AS in_time
      FROM firsts
     WHERE date_trunc('month', at AT TIME ZONE 'Asia/Tokyo')::date = :month AND due_at IS NOT NULL
), months_referrals AS (
    SELECT count(*) AS sent
      FROM referrals
     WHERE center_id = wall.current_center()
       AND date_trunc('month', sent_at AT TIME ZONE 'Asia/Tokyo')::date = :month
)
SELECT measure, code, value
  FROM (
        SELECT 'consultations' AS measure, 'total' AS code, count(*)::bigint AS value
          FROM months_own
        UNION ALL
        SELECT 'topics', topic, count(*) FROM months_topics GROUP BY topic
        UNION ALL
        SELECT 'primary_topics', topic, count(*) FROM months_topics WHERE is_primary GROUP BY topic
        UNION ALL
        SELECT 'topic_tags', 'total', count(*) FROM months_topics
        UNION ALL
        SELECT 'channels', channel, count(*) FROM months_own GROUP BY channel
        UNION ALL
        SELECT 'client_types', client_type, count(*) FROM months_own GROUP BY client_type
        UNION ALL
        SELECT 'kinds', kind, count(*) FROM months_own GROUP BY kind
        UNION ALL
        SELECT 'outcomes', coalesce(outcome, 'none'), count(*) FROM months_own GROUP BY 2
        UNION ALL
        SELECT 'continued', CASE WHEN continues_id IS NULL THEN 'new' ELSE 'continued' END, count(*)
          FROM months_own GROUP BY 2
        UNION ALL
        SELECT 'fields', field, count(*)
          FROM months_own, unnest(activity_fields) AS field GROUP BY field
        UNION ALL
        SELECT 'minutes', 'total', coalesce(sum(minutes), 0) FROM months_own
        UNION ALL
        SELECT 'minutes', 'recorded', count(minutes) FROM months_own
        UNION ALL
        SELECT 'referrals', 'sent', sent FROM months_referrals
        UNION ALL
        SELECT 'referrals', 'recorded', count(*)
          FROM months_own own
          JOIN referral_records linked
            ON linked.center_id = own.center_id AND linked.consultation_id = own.id
         WHERE linked.center_id = wall.current_center()
        UNION ALL
        SELECT 'targets', 'received', count(*) FROM months_firsts WHERE is_receipt
        UNION ALL
        SELECT 'targets', 'received_in_time', count(*)
          FROM months_firsts WHERE is_receipt AND in_time
        UNION ALL
        SELECT 'targets', 'replied', count(*) FROM months_firsts WHERE NOT is_receipt
        UNION ALL
        SELECT 'targets', 'replied_in_time', count(*)
          FROM months_firsts WHERE NOT is_receipt AND in_time
       ) AS figures
 WHERE value > 0
