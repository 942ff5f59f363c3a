"""The papers of a pack: 次第, 資料1 相談統計, 資料2 区から寄せられた相談."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.documents.blocks import Document
from app.documents.docx import write_docx
from app.documents.pdf import merge_pdf, write_pdf
from app.meetings.documents.agenda import agenda_paper
from app.meetings.documents.cases import cases_paper
from app.meetings.documents.statistics import statistics_paper
from app.meetings.rules.packs import TITLES, Material, Paper, file_name, paper_label
from app.statistics.rules import StatisticsReport


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper before it is written to files."""

    number: int
    document: Document


def drafts(material: Material, figures: StatisticsReport) -> Sequence[Draft]:
    """In the order of their numbers. Reads nothing: the same inputs give the same papers."""
    papers = (agenda_paper(material), statistics_paper(figures), cases_paper(material))
    return [Draft(number, document) for number, document in enumerate(papers)]


def write(draft: Draft, material: Material) -> Iterator[Paper]:
    """The .docx that staff go on editing, and the .pdf that is handed out."""
    title = TITLES[draft.number]
    label = "_".join(filter(None, [paper_label(draft.number), title]))
    moment = material.requested_at
    word = write_docx(draft.document, timestamp=moment)
    yield Paper(draft.number, title, "docx", file_name(material, label, "docx"), word)
    printed = write_pdf(draft.document, timestamp=moment)
    yield Paper(draft.number, title, "pdf", file_name(material, label, "pdf"), printed)


def bind(papers: Sequence[Paper], material: Material) -> Paper:
    """All PDFs as one, with a bookmark for each."""
    parts = [
        (" ".join(filter(None, [paper_label(paper.number), paper.title])), paper.content)
        for paper in papers
        if paper.file_format == "pdf"
    ]
    name = file_name(material, "資料一式", "pdf")
    return Paper(len(TITLES), "資料一式", "pdf", name, merge_pdf(parts))
