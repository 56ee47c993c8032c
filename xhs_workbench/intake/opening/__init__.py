"""Untrusted bytes to sheets of text: what kind of file it is, how it is encoded, how large it may be."""
