-- Figures of communes that add up, carried to the units in force on the day of the lake's checkpoint: whole, or in the
-- shares of one basis (`area`), up to eight reorganisations one after another. Only a unit that was there on one of a
-- period's reporting days speaks for it. A figure that went in shares is an estimate. Where nobody knows which part of
-- a figure is a target's (a share is not known, or a period ends after a change that is yet to come), the target is
-- named without a total: `restatable` is 0. Plain SQL over the lake's tables; DuckDB and Spark run it as it stands.
WITH as_of AS (
  SELECT {day} AS today
),
state AS (
  SELECT * FROM (
    SELECT f.*, ROW_NUMBER() OVER (PARTITION BY indicator, period, unit_id, dims, scenario, line ORDER BY entry_no DESC) AS age
    FROM figures f
  ) latest WHERE age = 1 AND scenario = 'actual' AND dims = '' AND line = '' AND missing = ''
),
newest AS (
  SELECT * FROM (
    SELECT i.*, ROW_NUMBER() OVER (PARTITION BY indicator ORDER BY valid_from DESC, version DESC) AS back FROM indicators i
  ) versions WHERE back = 1
),
reported AS (
  SELECT x.indicator, x.period, x.unit_id, MAX(x.value) AS value, MAX(x.decimals) AS decimals,
    MAX(CASE WHEN own.valid_from <= d.day AND (own.valid_to IS NULL OR own.valid_to >= d.day) THEN 1 ELSE 0 END) AS there,
    MAX(d.day) AS last_day
  FROM state x
  JOIN newest i ON i.indicator = x.indicator
  JOIN units own ON own.unit_id = x.unit_id AND own.level = i.collected_level
  JOIN reporting_days d ON d.period = x.period
    AND d.additive = (i.time_rule = 'sum' AND i.space_rule = 'sum' AND i.merge_rule = 'sum' AND i.formula = '')
  WHERE i.merge_rule = 'sum' AND i.collected_level = 'commune'
  GROUP BY x.indicator, x.period, x.unit_id
),
standing AS (
  SELECT u.unit_id, u.code, u.level FROM units u CROSS JOIN as_of
  WHERE u.valid_from <= today AND (u.valid_to IS NULL OR u.valid_to >= today)
),
-- Where units went until today, with their shares.
step AS (
  SELECT s.old_id, s.new_id, CAST(CASE WHEN s.whole THEN 1000000000 ELSE w.billionths END AS DECIMAL(38, 0)) AS share
  FROM successions s CROSS JOIN as_of
  LEFT JOIN weights w ON w.old_id = s.old_id AND w.new_id = s.new_id AND w.basis = 'area'
  LEFT JOIN standing u ON u.unit_id = s.old_id
  WHERE s.effective_on <= today AND u.unit_id IS NULL
  UNION ALL
  SELECT unit_id, unit_id, CAST(1000000000 AS DECIMAL(38, 0)) FROM standing
),
two AS (
  SELECT a.old_id, b.new_id, CASE WHEN COUNT(*) = COUNT(a.share * b.share)
    THEN SUM(CAST(a.share * b.share / 1000000000 AS DECIMAL(38, 0))) END AS share
  FROM step a JOIN step b ON b.old_id = a.new_id GROUP BY a.old_id, b.new_id
),
four AS (
  SELECT a.old_id, b.new_id, CASE WHEN COUNT(*) = COUNT(a.share * b.share)
    THEN SUM(CAST(a.share * b.share / 1000000000 AS DECIMAL(38, 0))) END AS share
  FROM two a JOIN two b ON b.old_id = a.new_id GROUP BY a.old_id, b.new_id
),
way AS (
  SELECT a.old_id, b.new_id, CASE WHEN COUNT(*) = COUNT(a.share * b.share)
    THEN SUM(CAST(a.share * b.share / 1000000000 AS DECIMAL(38, 0))) END AS share
  FROM four a JOIN four b ON b.old_id = a.new_id GROUP BY a.old_id, b.new_id
),
shared AS (
  SELECT old_id FROM way GROUP BY old_id HAVING COUNT(*) = COUNT(share)
),
-- What units will have been made of by a day after today, or will have taken in.
step_back AS (
  SELECT s.new_id, s.old_id, s.effective_on AS by_day FROM successions s CROSS JOIN as_of WHERE s.effective_on > today
  UNION ALL
  SELECT u.unit_id, u.unit_id, today FROM units u CROSS JOIN as_of
),
two_back AS (
  SELECT a.new_id, b.old_id, MIN(GREATEST(a.by_day, b.by_day)) AS by_day
  FROM step_back a JOIN step_back b ON b.new_id = a.old_id GROUP BY a.new_id, b.old_id
),
four_back AS (
  SELECT a.new_id, b.old_id, MIN(GREATEST(a.by_day, b.by_day)) AS by_day
  FROM two_back a JOIN two_back b ON b.new_id = a.old_id GROUP BY a.new_id, b.old_id
),
way_back AS (
  SELECT a.new_id, b.old_id, MIN(GREATEST(a.by_day, b.by_day)) AS by_day
  FROM four_back a JOIN four_back b ON b.new_id = a.old_id GROUP BY a.new_id, b.old_id
),
-- Units that no share is known of, and where each may belong.
speaking AS (
  SELECT r.unit_id, r.last_day, MAX(CASE WHEN s.effective_on > today THEN 1 ELSE 0 END) AS grown
  FROM reported r CROSS JOIN as_of
  LEFT JOIN successions s ON s.new_id = r.unit_id AND s.effective_on > today AND s.effective_on <= r.last_day
  WHERE r.there = 1 GROUP BY r.unit_id, r.last_day
),
possible AS (
  SELECT s.unit_id, s.last_day, b.old_id AS target_id
  FROM speaking s JOIN way_back b ON b.new_id = s.unit_id AND b.by_day <= s.last_day
  JOIN standing u ON u.unit_id = b.old_id AND u.level = 'commune'
  WHERE s.grown = 1
  UNION ALL
  SELECT s.unit_id, s.last_day, w.new_id
  FROM speaking s LEFT JOIN shared k ON k.old_id = s.unit_id
  JOIN way w ON w.old_id = s.unit_id
  JOIN standing u ON u.unit_id = w.new_id AND u.level = 'commune'
  WHERE s.grown = 0 AND k.old_id IS NULL
),
-- All of a unit that may belong to one target alone is there.
placed AS (
  SELECT unit_id, last_day, target_id,
    CASE WHEN COUNT(*) OVER (PARTITION BY unit_id, last_day) = 1 THEN CAST(1000000000 AS DECIMAL(38, 0)) END AS share
  FROM possible
  UNION ALL
  SELECT s.unit_id, s.last_day, w.new_id, w.share
  FROM speaking s JOIN shared k ON k.old_id = s.unit_id
  JOIN way w ON w.old_id = s.unit_id
  WHERE s.grown = 0 AND w.share <> 0
)
SELECT r.indicator, u.code AS unit, r.period,
  CASE WHEN COUNT(*) = COUNT(p.share) THEN SUM(CAST(r.value AS DECIMAL(38, 0)) * p.share) END AS billionths,
  MAX(r.decimals) AS decimals,
  MAX(CASE WHEN p.share <> 1000000000 THEN 1 ELSE 0 END) AS estimated,
  CASE WHEN COUNT(*) = COUNT(p.share) THEN 1 ELSE 0 END AS restatable
FROM reported r
JOIN placed p ON p.unit_id = r.unit_id AND p.last_day = r.last_day
JOIN standing u ON u.unit_id = p.target_id
WHERE r.there = 1
GROUP BY r.indicator, u.code, r.period
ORDER BY r.indicator, u.code, r.period
