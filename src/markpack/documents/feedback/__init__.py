"""The feedback report and the action plan."""
