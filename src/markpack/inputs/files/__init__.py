"""Bytes from the disk, made safe, as text with places. Knows no qualification."""
