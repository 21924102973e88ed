"""The sentences below a comparison."""
