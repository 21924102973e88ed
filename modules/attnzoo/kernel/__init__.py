"""Mechanisms that weigh by large convolution kernels, or by kernels made from the map."""
