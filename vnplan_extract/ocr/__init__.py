"""Reading text from page images: engines, preparation of pages, cache, pages in parallel, tables."""
