"""markpack: assignment briefs, mark sheets and feedback reports for whole cohorts."""

__version__ = "0.1.0"
