"""The summary for an employer: who has achieved what, and nothing else of a learner."""
