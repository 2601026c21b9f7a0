"""The conformance app on Django: an application whose clients are those of `tests/afi/app`."""
