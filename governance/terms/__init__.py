"""Terms of reference: their deeds, their versions, and their PDFs."""
