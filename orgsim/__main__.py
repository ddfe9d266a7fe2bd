"""`python -m orgsim`: the command line, where its script is not on the path."""

from orgsim.cli import main

if __name__ == "__main__":
    main()
