"""The only package that writes into `output/`: files are staged and put in place atomically, the manifest last."""
