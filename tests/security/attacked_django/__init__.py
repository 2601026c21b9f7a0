"""The attacked application on Django."""
