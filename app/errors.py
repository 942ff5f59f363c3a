"""What the domain says when the answer is no. The edges turn it into a response."""

from typing import Any

from app.calendar import Month, japanese_month


class DomainError(Exception):
    """A rule was not met. The message is a Japanese sentence for the person reading it."""

    status = 409

    def told(self) -> dict[str, Any]:
        """What a program is told beside the sentence."""
        return {}


class NotFoundError(DomainError):
    status = 404

    def __init__(self, message: str = "お探しのものは見つかりませんでした。") -> None:
        super().__init__(message)


class NotAllowedError(DomainError):
    status = 403

    def __init__(self, message: str = "この操作を行う権限がありません。") -> None:
        super().__init__(message)


class InvalidError(DomainError):
    """Something typed cannot be taken as it is; `fields` says what and where."""

    status = 422

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("入力内容を確かめてください。")
        self.fields = fields


class ChangedMeanwhileError(DomainError):
    """Somebody else saved after this person began: the second of two editors loses nothing."""

    def __init__(
        self, message: str = "ほかの人が先に変更しました。いまの内容を確かめてください。"
    ) -> None:
        super().__init__(message)


class MonthClosedError(DomainError):
    """What is counted in the month changes with a reason alone.

    `by_city`: the city closed it, and only what the central center accepted changes it; else
    the center submitted it.
    """

    def __init__(self, month: Month, *, by_city: bool) -> None:
        super().__init__(
            f"{japanese_month(month)}は全市で締めてあります。"
            "件数が変わる変更は、訂正として推進センターに申し出てください。"
            if by_city
            else f"{japanese_month(month)}は提出済みです。件数が変わる変更は、理由を書いた訂正に"
            "するか、管理者が提出を取り消してから行ってください。"
        )
        self.month = month
        self.by_city = by_city

    def told(self) -> dict[str, Any]:
        return {"closed_month": str(self.month), "closed_by_city": self.by_city}


class UndecidedMarksError(DomainError):
    """A pack holds what looks like a person, and nobody has decided about it yet."""

    def __init__(self) -> None:
        super().__init__(
            "氏名や連絡先かもしれないところが残っています。"
            "「公開前の確認」で、すべて確かめてから公開してください。"
        )


class StaleTagError(DomainError):
    """If-Match names something that is no longer what the address shows; `tag` is what is."""

    status = 412

    def __init__(self, tag: str | None) -> None:
        super().__init__("ほかの人が先に変更しました。いまの内容を読み直してください。")
        self.tag = tag

    def told(self) -> dict[str, Any]:
        return {"etag": f'"{self.tag}"' if self.tag else None}


class ScopeMissingError(NotAllowedError):
    """The person may, but the access token at work may not."""

    def __init__(self, scopes: list[str]) -> None:
        super().__init__("このアクセストークンには、この操作を行う権限がありません。")
        self.scopes = scopes

    def told(self) -> dict[str, Any]:
        return {"missing_scopes": self.scopes}


class KeyUsedOtherwiseError(DomainError):
    """The Idempotency-Key came before, with something else."""

    status = 422

    def __init__(self) -> None:
        super().__init__("この Idempotency-Key は、別の内容の送信にすでに使われています。")
