"""The words for what the database wrote down."""

ACTIONS = {"insert": "作成", "update": "変更", "delete": "削除", "disclose": "閲覧"}
TABLES = {
    "access_tokens": "アクセストークン",
    "agenda_items": "議題",
    "consultation_closings": "相談の終了・再開",
    "closed_days": "休館日",
    "consultation_topics": "相談の項目",
    "consultations": "相談",
    "deleted_consultations": "削除した相談",
    "drafts": "書きかけ",
    "follow_ups": "経過",
    "handouts": "会議資料",
    "handovers": "担当の引き継ぎ",
    "imports": "取り込み",
    "meetings": "会議",
    "memberships": "職員",
    "month_closings": "月の提出",
    "next_actions": "次にすること",
    "opening_hours": "開館時間",
    "packs": "会議資料の作成",
    "referral_consents": "同意",
    "referral_persons": "相談者の氏名・連絡先",
    "referral_steps": "推進センターとのやりとり",
    "referrals": "推進センターへの相談",
    "stored_files": "ファイル",
}

COLUMNS = {
    "activity_fields": "活動分野",
    "announced_at": "公表",
    "asked_by_name": "同意を確認した人",
    "begins_at": "開始時刻",
    "body": "相談内容(本文)",
    "channel": "相談方法",
    "closes": "閉館時刻",
    "client_type": "相談者属性",
    "closed_at": "終了",
    "continues_id": "継続元",
    "ends_at": "終了時刻",
    "failed_at": "作成の失敗",
    "fields": "書きかけの内容",
    "file_id": "ファイル",
    "finished_at": "作成の完了",
    "first_day": "はじめの日",
    "first_month": "はじめの月",
    "fiscal_year": "年度",
    "held_on": "開催日",
    "is_primary": "主な相談内容",
    "kind": "種別",
    "last_day": "おわりの日",
    "last_month": "おわりの月",
    "last_used_at": "この日はじめての使用",
    "manner": "確認の方法",
    "minutes": "時間",
    "month": "月",
    "name": "氏名・名前",
    "next_action": "次にすること",
    "next_action_on": "次にする日",
    "opens": "開館時刻",
    "online_address": "オンラインの場所",
    "organization_name": "団体名",
    "outcome": "対応結果",
    "owner_name": "担当",
    "person_contact": "連絡先",
    "person_kana": "ふりがな",
    "person_name": "氏名",
    "place": "会場",
    "position": "順番",
    "presenter": "説明者",
    "published_at": "公開",
    "purpose": "伝える目的",
    "reason": "理由",
    "received_at": "受付日時",
    "referral_target": "つなぎ先",
    "response": "対応内容",
    "role": "役割",
    "rows_created": "作った件数",
    "rows_known": "取り込み済みの件数",
    "rows_refused": "取り込めない行",
    "sheet_name": "シート",
    "summary": "概要",
    "taken_at": "取り込み",
    "title": "題名",
    "topic": "相談内容",
    "weekday": "曜日",
    "withdrawn_at": "取り消し",
}

UNTOLD = frozenset(
    {
        *("created_at", "updated_at", "version", "published_by_name", "withdrawn_by_name"),
        *("taken_by_name", "leased_until", "done", "total", "step", "failure"),
        *("entry_key", "saved_at", "owner_id"),
    }
)
"""Columns that change along with another one, or that only the program needs."""


def column_words(columns: list[str]) -> list[str]:
    """The changed columns as people know them; what has no name of its own is not told."""
    told = (COLUMNS.get(column) for column in columns if column not in UNTOLD)
    return list(dict.fromkeys(words for words in told if words))
