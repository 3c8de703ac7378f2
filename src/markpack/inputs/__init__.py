"""From a centre's files to frozen records: every problem of a run with its place and remedy, nothing rendered."""
