from app.web.rooms import center_pages

pages = center_pages("settings", "app.centers")
