"""Random cohorts, and what a reader finds of them in each format."""
