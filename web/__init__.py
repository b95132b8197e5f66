"""The reading side: an HTTP API under /v1, and pages rendered on the server."""
