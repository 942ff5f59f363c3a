"""Reports: the year's 実績報告 of the central center and a ward's 月次報告, in one press.

A report is a desk: its months, its texts, and the figures entered by hand. An edition (版) is what
a worker built from it. A published edition is frozen: its figures, definitions, texts and papers
open identically for ever, and its hash says so.
"""
