"""The panels beside the map: records and their forms, tables, layers, the rows behind a figure."""
