"""Papers as JSON and back: how they cross a pipe, reach the typesetter, and are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from app.documents import blocks
from app.documents.blocks import Block, Column, Document, Span, Table, printable

_KINDS: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        blocks.Heading,
        blocks.Paragraph,
        blocks.Bullets,
        blocks.Prose,
        blocks.Items,
        blocks.Note,
        blocks.PageBreak,
        blocks.Table,
        blocks.Chart,
        blocks.Picture,
        Column,
        Span,
    )
}


def plain(value: object) -> Any:
    """Blocks as JSON shapes; each names its `kind`, which whoever reads them dispatches on."""
    if isinstance(value, str):
        return printable(value)
    if is_dataclass(value):
        shape = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        if isinstance(value, Table):
            shape["shares"] = value.shares
        return {"kind": type(value).__name__} | shape
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    return value


def block_of(shape: Mapping[str, Any]) -> Block:
    """The block that `plain` made the shape of.

    Raises:
        KeyError, TypeError, ValueError: it made none like it.
    """
    block: Block = _built(shape)
    return block


def document_of(shape: Mapping[str, Any]) -> Document:
    """The paper that `plain` made the shape of. Raises as `block_of` does."""
    told = {name: value for name, value in shape.items() if name not in {"kind", "blocks"}}
    return Document(**told, blocks=[block_of(block) for block in shape["blocks"]])


def _built(value: Any) -> Any:
    if isinstance(value, Mapping):
        parts = {
            name: _built(part) for name, part in value.items() if name not in {"kind", "shares"}
        }
        return _KINDS[value["kind"]](**parts)
    if isinstance(value, list):
        return [_built(each) for each in value]
    return value
