"""`python -m connector` is the command `relance`."""

from connector.cli import main

if __name__ == "__main__":
    main()
