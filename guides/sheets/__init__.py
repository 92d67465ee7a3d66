"""A guide's bands, claims or requirements as a spreadsheet, out and in.

openpyxl and csv read and write the cells; all else is the loader's own tables and checks, so that a row of a
spreadsheet passes what an entry of a file passes. (django-import-export would bring checks and previews of its own.)
"""
