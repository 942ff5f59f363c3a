"""What the directory of a ZIP archive may say before anything in it is unpacked."""

import zipfile

from app.transfers.gateway.limits import Limits
from app.transfers.rules.tables import RefusedFileError

_EMBEDDED = "ほかの文書が埋め込まれています。表だけを新しいブックに貼り付け、保存し直してください。"
_LINKED = (
    "ほかのブックを参照しています。Excel の「データ」→「リンクの編集」でリンクを解除し、"
    "保存し直してください。"
)
_UNWANTED = (
    (
        "vbaproject",
        "マクロの入ったブックです。「Excel ブック(.xlsx)」の形式で保存し直してください。",
    ),
    ("externallinks/", _LINKED),
    ("embeddings/", _EMBEDDED),
    ("oleobject", _EMBEDDED),
)
_TOO_LARGE = (
    "広げると大きすぎるファイルです。表だけを新しいブックに貼り付け、保存し直してください。"
)
_ENCRYPTED = 0x1


def check_archive(archive: zipfile.ZipFile, limits: Limits, *, packed: int) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.archive_entries or unpacked > limits.unpacked_bytes:
        raise RefusedFileError(_TOO_LARGE)
    if unpacked > limits.harmless_bytes and unpacked > limits.ratio * packed:
        raise RefusedFileError(_TOO_LARGE)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise RefusedFileError(
            "パスワード付きのファイルです。パスワードを外し、保存し直してください。"
        )
    if len(set(names)) < len(names) or any(map(_leads_outside, names)):
        raise RefusedFileError(
            "ふつうの Excel ブックにはない作りのファイルです。"
            "Excel で開いて「Excel ブック(.xlsx)」の形式で保存し直してください。"
        )
    for part, sentence in _UNWANTED:
        if any(part in name.lower() for name in names):
            raise RefusedFileError(sentence)


def _leads_outside(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.split("/")
