"""How fast the house is, as ratios within one run: `make bench`.

Three contenders answer the same requests, in turns, in one process, over WSGI without a
socket, so that the code is measured and not the network:

| contender | is |
|---|---|
| kyodo | the product: wall, guards, logs, headers, one schema for form and API |
| Flask | a small Flask application with the same SQL and templates, and no wall |
| SQL | the same statements sent by psycopg, and nothing else |

Their answers are compared before anything is timed. What commits does so without waiting
for the disk, because that wait would make all three look alike. Then the product alone
answers through gunicorn and real HTTP.
"""
