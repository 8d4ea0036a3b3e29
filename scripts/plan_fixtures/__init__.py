"""Synthetic Vietnamese administrative plans with their true records.

Every sentence is composed here from parts of our own wording, and each part states the truth about
itself in the vocabulary of the gold files. Numbers of documents, names of persons and figures are invented.
"""
