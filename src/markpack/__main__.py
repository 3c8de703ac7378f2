"""Run markpack as `python -m markpack`."""

from markpack.cli.commands import main

if __name__ == "__main__":
    main()
