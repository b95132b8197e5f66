"""The commands: one module a command or a family of them, put together in `cli.main`."""
