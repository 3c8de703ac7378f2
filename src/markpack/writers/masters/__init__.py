"""A form laid out once and filled in again and again: speed alone, every document is made without it."""
