"""The contract between forms and what reads them back: every name and label that both ends have to agree on."""
