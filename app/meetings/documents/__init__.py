"""The papers that tell of the meeting itself: 次第, 相談統計, 区から寄せられた相談.

`app.handouts.documents` puts them together with what others brought.
"""
