"""Controls in JupyterLab: they are handed what counts, reads and writes, and compute nothing themselves."""
