"""The project: settings, URLs, entry points."""
