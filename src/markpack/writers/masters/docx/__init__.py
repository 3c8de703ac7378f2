"""Fill values into the parts of a Word package."""
