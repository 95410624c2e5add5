"""`python -m engine.cli` is the `overlay` command."""

from engine.cli import main

if __name__ == "__main__":
    main()
