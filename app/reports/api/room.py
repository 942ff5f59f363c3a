from app.api.rooms import center_api

api = center_api("reports", "app.reports", "実績報告と月次報告")
