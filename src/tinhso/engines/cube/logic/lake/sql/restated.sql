-- Figures of communes that add up, carried to the units in force today: whole, or in the shares of one basis (`area`), up
-- to three reorganisations one after another. Only a unit that was there on one of a period's reporting days speaks for it. A figure
-- that went in shares is an estimate. Plain SQL over the lake's tables; DuckDB and Spark run it as it stands.
WITH state AS (
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
step AS (
  SELECT s.old_id, s.new_id, CAST(CASE WHEN s.whole THEN 1000000000 ELSE w.billionths END AS DECIMAL(38, 0)) AS share
  FROM successions s LEFT JOIN weights w ON w.old_id = s.old_id AND w.new_id = s.new_id AND w.basis = 'area'
  WHERE s.effective_on <= CURRENT_DATE
  UNION ALL
  SELECT u.unit_id, u.unit_id, CAST(1000000000 AS DECIMAL(38, 0)) FROM units u
  WHERE NOT EXISTS (SELECT 1 FROM successions s WHERE s.old_id = u.unit_id AND s.effective_on <= CURRENT_DATE)
),
two AS (
  SELECT a.old_id, b.new_id, SUM(CAST(a.share * b.share / 1000000000 AS DECIMAL(38, 0))) AS share
  FROM step a JOIN step b ON b.old_id = a.new_id GROUP BY a.old_id, b.new_id
),
way AS (
  SELECT a.old_id, b.new_id, SUM(CAST(a.share * b.share / 1000000000 AS DECIMAL(38, 0))) AS share
  FROM two a JOIN step b ON b.old_id = a.new_id GROUP BY a.old_id, b.new_id
)
SELECT x.indicator, u.code AS unit, x.period, SUM(CAST(x.value AS DECIMAL(38, 0)) * w.share) AS billionths,
  MAX(x.decimals) AS decimals, MAX(CASE WHEN w.share <> 1000000000 THEN 1 ELSE 0 END) AS estimated
FROM state x
JOIN newest i ON i.indicator = x.indicator
JOIN units own ON own.unit_id = x.unit_id AND own.level = i.collected_level
JOIN way w ON w.old_id = x.unit_id
JOIN units u ON u.unit_id = w.new_id
WHERE i.merge_rule = 'sum' AND i.collected_level = 'commune' AND EXISTS (
  SELECT 1 FROM reporting_days d
  WHERE d.period = x.period AND own.valid_from <= d.day AND (own.valid_to IS NULL OR own.valid_to >= d.day)
    AND d.additive = (i.time_rule = 'sum' AND i.space_rule = 'sum' AND i.merge_rule = 'sum' AND i.formula = '')
)
GROUP BY x.indicator, u.code, x.period
ORDER BY x.indicator, u.code, x.period
