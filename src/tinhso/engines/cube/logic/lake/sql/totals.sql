-- Totals as reported of indicators that add up: every figure counts towards the units above its own, by the structure of
-- the last of the period's reporting days on which its unit is there (most periods have one, their last day). Plain SQL
-- over the lake's tables; DuckDB and Spark run it as it stands.
WITH state AS (
  SELECT * FROM (
    SELECT f.*, ROW_NUMBER() OVER (PARTITION BY indicator, period, unit_id, dims, scenario, line ORDER BY entry_no DESC) AS age
    FROM figures f
  ) latest WHERE age = 1 AND scenario = 'actual' AND dims = '' AND missing = ''
),
newest AS (
  SELECT * FROM (
    SELECT i.*, ROW_NUMBER() OVER (PARTITION BY indicator ORDER BY valid_from DESC, version DESC) AS back FROM indicators i
  ) versions WHERE back = 1
),
placed AS (
  SELECT s.indicator, s.period, s.unit_id, s.value, s.decimals, s.status, s.line, MAX(d.day) AS last_day
  FROM state s
  JOIN newest i ON i.indicator = s.indicator
  JOIN reporting_days d ON d.period = s.period
    AND d.additive = (i.time_rule = 'sum' AND i.space_rule = 'sum' AND i.merge_rule = 'sum' AND i.formula = '')
  JOIN units own ON own.unit_id = s.unit_id AND own.valid_from <= d.day AND (own.valid_to IS NULL OR own.valid_to >= d.day)
  GROUP BY s.indicator, s.period, s.unit_id, s.value, s.decimals, s.status, s.line
),
above AS (
  SELECT d.last_day, u.unit_id, u.unit_id AS over_id FROM (SELECT DISTINCT day AS last_day FROM reporting_days) d
    JOIN units u ON u.valid_from <= d.last_day AND (u.valid_to IS NULL OR u.valid_to >= d.last_day)
  UNION
  SELECT d.last_day, a.child_id, a.parent_id FROM (SELECT DISTINCT day AS last_day FROM reporting_days) d
    JOIN unit_links a ON a.valid_from <= d.last_day AND (a.valid_to IS NULL OR a.valid_to >= d.last_day)
  UNION
  SELECT d.last_day, a.child_id, b.parent_id FROM (SELECT DISTINCT day AS last_day FROM reporting_days) d
    JOIN unit_links a ON a.valid_from <= d.last_day AND (a.valid_to IS NULL OR a.valid_to >= d.last_day)
    JOIN unit_links b ON b.child_id = a.parent_id AND b.valid_from <= d.last_day
      AND (b.valid_to IS NULL OR b.valid_to >= d.last_day)
)
SELECT x.indicator, u.level, u.code AS unit, x.period, SUM(CAST(x.value AS DECIMAL(38, 0))) AS total, MAX(x.decimals) AS decimals,
  MAX(CASE WHEN x.status = 'provisional' THEN 1 ELSE 0 END) AS provisional
FROM placed x
JOIN newest i ON i.indicator = x.indicator
JOIN above a ON a.unit_id = x.unit_id AND a.last_day = x.last_day
JOIN units u ON u.unit_id = a.over_id
JOIN units own ON own.unit_id = x.unit_id
WHERE i.space_rule = 'sum' AND (own.level = i.collected_level OR x.line <> '')
GROUP BY x.indicator, u.level, u.code, x.period
ORDER BY x.indicator, u.level, u.code, x.period
