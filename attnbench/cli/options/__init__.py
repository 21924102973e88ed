"""Options that several commands share, by the panel of the help in which they stand."""
