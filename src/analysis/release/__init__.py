"""The program that alone sees counts of people: what it solves is all that chapters are given."""
