"""Making sure that there is a database to serve: a new one is filled, an existing one is kept."""
