"""The public functions, a module for each subject; `research` gives their names."""
