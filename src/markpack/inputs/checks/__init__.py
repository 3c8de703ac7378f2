"""Rules across files: each module is one noun and only adds problems."""
