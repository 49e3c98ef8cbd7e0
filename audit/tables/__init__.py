"""Tables: what their rows and columns are (`grid`, `regions`, `lines`), and what relates their cells.

`tables_of(document, figures)` gives the tables of a document as a person reads them: several below
or beside each other on a sheet are several. `check.relations` finds the claims in them.
"""
