"""The API explained: first calls in five languages, the documented operations, their grounds."""
