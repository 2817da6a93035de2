"""One command that runs everything: a supervisor and its children, which live and die with it."""
