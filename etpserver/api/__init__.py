"""What the documented resources are built on; it knows none of them."""
