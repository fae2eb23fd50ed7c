"""The parts of a table of records: header, filters, chips, totals, views, row actions."""
