"""The news web in small, on loopback: good sites and bad ones for the tests."""
