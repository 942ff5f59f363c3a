import gc
import socket
import struct
import time
import warnings
from urllib.parse import urlsplit

FONT = "/static/vendor/noto-sans-jp/files/noto-sans-jp-24-wght-normal.woff2"
AT_ONCE = struct.pack("ii", 1, 0)


def test_tabs_closed_in_mid_download_leave_no_file_open(site):
    where = urlsplit(site.address)
    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        for _ in range(5):
            tab = socket.create_connection((where.hostname, where.port))
            tab.sendall(f"GET {FONT} HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode())
            assert b"200 OK" in tab.recv(100)
            time.sleep(0.004)
            tab.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            tab.close()
        time.sleep(0.2)
        gc.collect()
    assert [str(each.message) for each in complaints] == []
