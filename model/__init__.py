"""The vocabulary of svodka: types, laws and errors.

Standard library only. Every package may import `model`; it imports none of them.
"""
