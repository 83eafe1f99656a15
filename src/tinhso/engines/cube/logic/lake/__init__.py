"""The ledger as a lake: partitioned Parquet files that DuckDB, Spark or anything else reads without this product."""
