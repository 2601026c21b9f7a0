"""The server's cache: who may share an answer, where it is kept, and what makes it stale."""
