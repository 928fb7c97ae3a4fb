"""From names on a command line to opened documents."""
