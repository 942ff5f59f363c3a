from app.api.rooms import center_api

api = center_api("consultations", "app.consultations", "相談")
