"""The authenticity declaration."""
