"""``python -m convscope``: the command line where its script is not on the path, and for ``torchrun -m``."""

from convscope.cli.main import main

if __name__ == "__main__":
    main()
