"""`python -m cli`: the same as `svodka`."""

from cli.main import main

main()
