"""What can be done with studies as a whole: listed, looked at, removed, merged. Knows no torch."""
