"""`python -m etpserver` is the command `etpserver`."""

from etpserver.cli import main

main()
