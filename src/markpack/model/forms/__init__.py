"""The contract between forms and their readers: every name and label that both ends share."""
