"""Settings, wiring, logs and the embedded Redis: what turns the packages into a service."""
