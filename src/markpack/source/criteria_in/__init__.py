"""What a Word document, PDF or workbook says, as passages, so that its criteria can be compared with the unit's."""
