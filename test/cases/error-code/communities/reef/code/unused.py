"""Nobody names it."""
PASSWORD = "correct-horse"
