"""What the domain says when the answer is no. The edges turn it into a response."""


class DomainError(Exception):
    """A rule was not met. The message is a Japanese sentence for the person reading it."""

    status = 409


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
