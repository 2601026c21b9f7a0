"""The version of the protocol that is spoken here."""

PROTOCOL = 1
