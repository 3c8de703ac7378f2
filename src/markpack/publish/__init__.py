"""The only stage that writes into `output/`: files are staged, put in place by atomic replace, the manifest last."""
