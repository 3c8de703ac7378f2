"""Which documents there are, where they go, whose they are and what they are called."""
