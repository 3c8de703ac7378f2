"""From a view-model to the bytes of a file."""
