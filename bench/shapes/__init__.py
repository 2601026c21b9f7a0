"""What shapes cost against what people write by hand, and against the database's own JSON."""
