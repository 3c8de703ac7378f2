"""Readers of files from outside, fed with files that no program would write."""
