"""The network of one row: backbone, weights, module."""
