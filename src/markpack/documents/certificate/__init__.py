"""The centre's own certificate of achievement."""
