"""Vietnamese numbers, money, dates, periods and recurrences: pure functions of a string.

Finders work on flat text: every newline, tab and no-break space replaced by one blank, Unicode
NFC. Their spans are offsets into the string given; they never raise on any text, and run in time
linear in its length.
"""
