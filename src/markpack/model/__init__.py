"""The centre's files as frozen records. Imports nothing of markpack but its errors."""
