"""Read every row of the sheet Data with openpyxl and keep nothing."""
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1], read_only=True)
sheet = book["Data"]
sheet.reset_dimensions()  # the sheet's own word for its size is that of an empty one
print(sum(1 for row in sheet.iter_rows(min_row=3, values_only=True) if row[6] is not None))
