"""The claim: which learners' units can be claimed from the awarding organisation, and why others cannot."""
