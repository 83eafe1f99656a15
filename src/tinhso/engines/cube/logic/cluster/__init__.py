"""The cube on a cluster of Spark: its steps through Ibis, over the lake and the tail (docs/howto/cluster.md)."""
