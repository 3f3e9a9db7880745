"""What servers tell a terminal to do, each with its effect on the terminal's own tables."""
