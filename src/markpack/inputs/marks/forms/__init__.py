"""Forms that were filled in, in three formats, as their fields."""
