"""The database engine below the worlds of a serving process: it refuses to connect."""
