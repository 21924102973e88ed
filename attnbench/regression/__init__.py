"""Two versions of the code measured side by side, or a baseline measured again."""
