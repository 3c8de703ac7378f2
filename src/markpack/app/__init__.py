"""What markpack does, a module for each use."""
