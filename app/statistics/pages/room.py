from app.web.rooms import center_pages, city_pages

pages = center_pages("statistics", "app.statistics")
city = city_pages("statistics", "app.statistics")
