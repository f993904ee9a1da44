"""Word files as secretaries write minutes, made with python-docx."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file(*paragraphs, name="minutes.docx") -> SimpleUploadedFile:
    """A Word file. A paragraph is a text, or (style, text); “bold” and “table” (rows of texts) are styles too."""
    document = Document()
    for each in paragraphs:
        style, text = each if isinstance(each, tuple) else ("", each)
        if style == "table":
            table = document.add_table(rows=0, cols=len(text[0]))
            for row in text:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
        elif style == "bold":
            document.add_paragraph().add_run(text).bold = True
        else:
            document.add_paragraph(text, style=style or None)
    content = io.BytesIO()
    document.save(content)
    return SimpleUploadedFile(name, content.getvalue(), content_type=DOCX)
