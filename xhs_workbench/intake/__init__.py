"""Untrusted files in; canonical tables, refused rows and findings out."""
