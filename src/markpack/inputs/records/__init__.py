"""From plain data to records, with stand-ins for what is wrong."""
