"""For all tests: a process that makes pages once makes them again, so that few builds start processes of their own."""

import markpack.writers.masters.pdf.master  # noqa: F401 - what is loaded here need not be loaded by other processes
