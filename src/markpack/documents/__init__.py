"""One module a kind of document: from records and outcomes to the view-model that every format is written from."""
