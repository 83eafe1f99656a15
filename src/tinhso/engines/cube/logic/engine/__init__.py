"""What computes the steps: this process's DuckDB or a cluster, and the statements kept between starts."""
