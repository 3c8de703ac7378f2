"""Where a workspace's records are: what no build can make again, and nothing removes but erasing a person."""

from __future__ import annotations

FOLDER = "records"
"""The folder, beside contexts/ and output/."""
REPORTED = "reported"
"""The folder in it that has what documents said, in a file for each employer."""
EARLIER = "earlier.csv"
"""The list in it of the files that others have replaced."""
EARLIER_FILES = "files"
"""The folder in it that has these files, by their digests."""
ERASED = "erased.csv"
"""The list in it of the people who were erased, without their names and numbers."""
