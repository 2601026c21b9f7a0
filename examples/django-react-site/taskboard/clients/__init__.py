"""What the browser may call, by noun. `mizan_django` registers all of it."""

from . import boards, files, people, search, session, tasks

__all__ = ["boards", "files", "people", "search", "session", "tasks"]
