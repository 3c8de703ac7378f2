"""Documents that hold documents: the assignment pack, combined PDFs and learners' ZIPs."""
