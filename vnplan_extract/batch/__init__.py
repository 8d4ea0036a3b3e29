"""Many documents: what to convert, a supervised worker process for each, one record a document."""
