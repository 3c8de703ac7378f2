"""The internal verification sheet of a brief."""
