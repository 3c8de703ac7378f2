"""What assessors hand in, as marked attempts."""
