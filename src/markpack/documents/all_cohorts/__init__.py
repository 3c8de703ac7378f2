"""Where the learners of all of an employer's cohorts stand, in one page and one workbook."""
