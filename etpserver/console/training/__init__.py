"""The training: exercises for a trainee in their own world, and the trainer's overview."""
