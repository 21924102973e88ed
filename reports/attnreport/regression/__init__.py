"""Two result sets held against each other: what got worse, what did not, what cannot be told."""
