"""People: the employees, and each one's page."""
