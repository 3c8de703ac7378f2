"""Fill values into laid-out pages."""
