"""What several documents say alike."""
