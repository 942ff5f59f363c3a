from app.web.rooms import center_pages

pages = center_pages("contacts", "app.contacts")
