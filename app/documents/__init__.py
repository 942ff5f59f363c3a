"""How papers are made: one block model in, HTML preview, .docx and .pdf out.

A feature's `documents` module fills a `blocks.Document`; `docx` and `pdf` write it, the macro
`paper` shows it, and `docx_templates` puts blocks where somebody's own template wants them. Charts
are SVG strings from `charts` and `grids` that pages show as they are. Nothing here knows the
database, Flask or what a consultation is. The same document and timestamp give the same bytes.
"""
