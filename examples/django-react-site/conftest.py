"""Keeps pytest out: these tests are run by Django, in a process of its own (`manage.py test`)."""

collect_ignore_glob = ["*"]
