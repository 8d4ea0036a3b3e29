"""The fields of the record, a module each: every one is a function of a `Context`."""
