"""Why a consultation stays when the import that created it is taken back."""

CHANGED = "取り込みのあとで変更されています"
USED_SOMEHOW = "ほかの記録で使われています"
USED_BY = {
    "consultations": "続きの相談があります",
    "consultation_closings": "終了または再開が記録されています",
    "corrected_topics": "その他から分け直されています",
    "follow_ups": "対応の経過が書かれています",
    "handovers": "担当が引き継がれています",
    "next_actions": "次の予定が書かれています",
    "referral_records": "推進センターの記録として使われています",
    "referrals": "推進センターへ送られています",
}
"""Table → what people added there. What the program alone keeps beside a record goes along."""
