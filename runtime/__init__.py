"""Settings, wiring, logs, metrics and the embedded Redis: what turns the packages into a service."""
