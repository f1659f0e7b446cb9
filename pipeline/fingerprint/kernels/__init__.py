"""Compiled arithmetic of the fingerprint and its index: integers and arrays in, arrays out."""
