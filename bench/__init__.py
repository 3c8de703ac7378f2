"""How fast markpack is, beside other tools that make the same documents in the same run."""
