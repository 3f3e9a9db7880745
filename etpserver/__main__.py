"""`python -m etpserver` is the command `etpserver`."""

from etpserver.cli import main

if __name__ == "__main__":  # processes that are spawned load this too
    main()
