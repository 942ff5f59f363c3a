"""The web server's settings, in the demo and in production."""  # noqa: N999 (gunicorn looks for this name)

worker_class = "gthread"
workers = 2
threads = 4
preload_app = True  # read the program once; connections are opened after the fork
graceful_timeout = 2  # seconds; every request is one short transaction
control_socket_disable = True  # it would lie in the home folder, shared by all installations
