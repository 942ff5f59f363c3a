"""The papers of a pack, put together and numbered; the same contents give the same bytes."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from app.documents.blocks import Document
from app.documents.docx import write_docx
from app.documents.pdf import write_pdf
from app.documents.plain import plain
from app.files.gateway import printing
from app.files.gateway.printing import Looked
from app.handouts.documents.promises import promises_paper
from app.handouts.documents.reports import reports_paper
from app.handouts.documents.slides import slides_file
from app.handouts.documents.stories import stories_paper
from app.handouts.rules import papers
from app.handouts.rules.contents import Contents, FileBrought
from app.handouts.rules.marks import Text
from app.handouts.rules.papers import Candidate
from app.meetings.documents.agenda import agenda_paper
from app.meetings.documents.cases import cases_paper
from app.meetings.documents.statistics import statistics_paper
from app.meetings.rules.packs import (
    AGENDA,
    FileFormat,
    Material,
    Paper,
    Sheet,
    file_name,
    paper_label,
    paper_name,
)
from app.statistics.rules import StatisticsReport

WHOLE = "資料一式"


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper before it is written: a document, or pages that came as a PDF."""

    number: int
    key: str
    title: str
    document: Document | None
    file: FileBrought | None = None
    looked: Looked | None = None
    is_late: bool = False


def going_in(contents: Contents) -> list[Candidate]:
    """The papers behind the agenda, in the order of their numbers."""
    placed = papers.arranged(contents.candidates, contents.plan)
    return [each.candidate for each in placed if each.number]


def drafts(contents: Contents, figures: StatisticsReport) -> Iterator[Draft]:
    """The agenda, then each paper that goes in. Reads nothing but the files that came along.

    Raises:
        RefusedFileError: one of them cannot be printed; the sentence says which and why.
    """
    chosen = going_in(contents)
    beside = papers.beside(chosen, contents.material.agenda)
    agenda = agenda_paper(contents.material, [paper.title for paper in chosen], beside)
    yield Draft(0, papers.AGENDA, AGENDA, agenda)
    files = {file.key: file for file in contents.files}
    own: Mapping[str, Callable[[int], Document]] = {
        papers.STATISTICS: lambda number: statistics_paper(figures, number),
        papers.CASES: lambda number: cases_paper(contents.material, number),
        papers.REPORTS: lambda number: reports_paper(contents, number),
        papers.STORIES: lambda number: stories_paper(contents, number),
        papers.PROMISES: lambda number: promises_paper(contents, number),
    }
    for number, paper in enumerate(chosen, start=1):
        if paper.key in own:
            yield Draft(number, paper.key, paper.title, own[paper.key](number))
        else:
            yield _of_file(files[paper.key], number)


def _of_file(file: FileBrought, number: int, label: str = "") -> Draft:
    looked = printing.look_into(file.name, file.content)
    document = None
    if looked.pages is None:
        document = Document(
            title=file.title,
            number=label or paper_label(number),
            date_line=f"提供: {file.from_name}" if file.from_name else "",
            blocks=looked.blocks,
            is_wide=looked.is_wide,
        )
    return Draft(number, file.key, file.title, document, file, looked)


def late_draft(file: FileBrought, number: int) -> Draft:
    """A paper that is added to a published pack.

    Raises:
        RefusedFileError: it cannot be printed.
    """
    return replace(_of_file(file, number, label=f"{paper_label(number)} 追加"), is_late=True)


def write(draft: Draft, material: Material) -> Iterator[Paper]:
    """The .pdf that is handed out, and what staff go on editing: a .docx, or the file as it came.

    Raises:
        RefusedFileError: a file cannot be printed; the sentence says which and why.
    """
    label = "_".join(filter(None, [paper_label(draft.number), draft.title]))
    moment = material.requested_at

    def paper(file_format: FileFormat, content: bytes) -> Paper:
        name = file_name(material, label, file_format)
        return Paper(draft.number, draft.title, file_format, name, content)

    if draft.document is None:
        yield paper("pdf", _stamped(draft))
        return
    if draft.file is None:
        yield paper("docx", write_docx(draft.document, timestamp=moment))
    else:
        ending = printing.ending_of(draft.file.name)
        yield paper("xlsx" if ending == "xlsx" else "docx", draft.file.content)
    yield paper("pdf", write_pdf(draft.document, timestamp=moment))


def slides(contents: Contents, figures: StatisticsReport) -> Paper:
    """The agenda for the projector: a slide for each item, with the figures."""
    material = contents.material
    name = file_name(material, "投影用", "pptx")
    content = slides_file(contents, going_in(contents), figures)
    return Paper(0, AGENDA, "pptx", name, content)


def _stamped(draft: Draft) -> bytes:
    if draft.file is None or draft.looked is None or draft.looked.pages is None:
        raise ValueError("A paper is a document or a PDF.")
    return printing.stamped(
        draft.file.name,
        draft.file.content,
        label=f"{paper_label(draft.number)} 追加" if draft.is_late else paper_label(draft.number),
        pages=draft.looked.pages,
    )


def sheet(draft: Draft) -> Sheet:
    """What is kept of a paper beside its files."""
    document = draft.document
    if document is not None:
        undated = replace(document, number=None, date_line="")
        said = json.dumps(plain(undated), ensure_ascii=False, sort_keys=True).encode()
    else:
        said = draft.file.content if draft.file else b""
    return Sheet(
        draft.number,
        draft.key,
        draft.title,
        sha256(said).hexdigest(),
        None if document is None else plain(document),
    )


def text_of(draft: Draft, kept: Sheet) -> Text:
    """Everything that can be read in it, for the check before it is published."""
    if draft.key == papers.STATISTICS:  # figures, and the city's own names of topics and wards
        return Text(draft.number, draft.title, kept.digest, "")
    if draft.file is None or draft.looked is None:
        return Text(draft.number, draft.title, kept.digest, words_of(draft.document))
    looked = draft.looked
    said = f"{draft.title}\n{looked.text}"
    # Of the file, which is handed out too: it holds more than what is printed.
    digest = sha256(draft.file.content).hexdigest()
    return Text(draft.number, draft.title, digest, said, looked.silent, looked.pictures)


def bind(written: Sequence[Paper], material: Material) -> Paper:
    """All PDFs as one, with a bookmark for each.

    Raises:
        RefusedFileError: they cannot be put together.
    """
    parts = [
        (paper_name(paper.number, paper.title), paper.content)
        for paper in written
        if paper.file_format == "pdf"
    ]
    name = file_name(material, WHOLE, "pdf")
    return Paper(len(parts), WHOLE, "pdf", name, printing.bound(parts, name=WHOLE))


def words_of(document: Document | None) -> str:
    """All words of a document, a line for each piece of text."""
    return "\n".join(_words(plain(document))) if document else ""


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            # What a drawing says stands in its table too.
            if name not in {"kind", "svg", "narrow_svg", "align", "source"}:
                yield from _words(part)
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
