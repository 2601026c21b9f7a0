"""The security rules, against every shape in which a server is deployed; and guards that are broken on purpose."""
