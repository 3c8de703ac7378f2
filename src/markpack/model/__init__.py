"""What a centre's files mean: frozen records of the domain. Imports nothing of markpack but its errors."""
