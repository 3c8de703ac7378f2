"""An issued document taken apart, to compare its criteria with the unit's."""
