"""How HTTP reaches Django: granian speaks HTTP, the adapter turns its requests into WSGI calls."""
