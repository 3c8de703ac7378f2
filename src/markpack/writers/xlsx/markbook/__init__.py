"""The markbook: a row for each attempt of a learner."""
