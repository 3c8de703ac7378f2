"""Looking for one person in files of any kind."""
