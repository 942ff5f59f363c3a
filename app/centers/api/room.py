from app.api.rooms import center_api

api = center_api("settings", "app.centers", "センターの設定")
