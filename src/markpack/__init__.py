"""markpack: assignment briefs, mark sheets and feedback reports for whole cohorts."""

__version__ = "0.2.0.dev0"
