"""Random histories of a cohort: what happens, what follows from it, and what is read in what was made."""
