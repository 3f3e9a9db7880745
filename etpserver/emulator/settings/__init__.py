"""What a world may do differently from the next: its settings."""
