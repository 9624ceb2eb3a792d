"""PDF files: pdfium draws the characters and lines, our own reading makes rows and paragraphs of them."""
