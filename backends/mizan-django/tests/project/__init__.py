"""A project with what `startproject` gives, two databases, and an application that serves functions."""
