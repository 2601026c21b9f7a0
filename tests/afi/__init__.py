"""The conformance suite: every backend and every client part is held to `protocol/spec` by it."""
