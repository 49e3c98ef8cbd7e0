"""What the one-file program starts with."""

from audit.cli import main

if __name__ == "__main__":
    main()
