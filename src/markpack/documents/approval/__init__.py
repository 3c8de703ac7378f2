"""The request for the awarding organisation's approval."""
