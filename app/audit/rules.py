"""The words for what the database wrote down."""

ACTIONS = {"insert": "作成", "update": "変更", "delete": "削除", "disclose": "閲覧"}
TABLES = {
    "agenda_items": "議題",
    "consultation_topics": "相談の項目",
    "consultations": "相談",
    "drafts": "書きかけ",
    "handouts": "会議資料",
    "imports": "取り込み",
    "meetings": "会議",
    "memberships": "職員",
    "month_closings": "月の提出",
    "packs": "会議資料の作成",
    "referral_consents": "同意",
    "referral_persons": "相談者の氏名・連絡先",
    "referral_steps": "推進センターとのやりとり",
    "referrals": "推進センターへの相談",
    "stored_files": "ファイル",
}
