"""Scans and pictures: text recognised by rapidocr (the extra `ocr`, offline), tables by the ruling lines of the image."""
