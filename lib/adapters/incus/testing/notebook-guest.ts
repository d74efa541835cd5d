/**
 * A small notebook server for a real machine that has Python and nothing else: Jupyter's addresses, the token from the
 * file that we wrote, and an echo over HTTP and over a WebSocket, as in the simulated machine.
 */
export const notebookProgram = `
import base64, hashlib, http.server, re, socketserver, sys
token = re.search(r"JUPYTER_TOKEN=(\\S+)", open("/etc/portal/jupyter.env").read()).group(1)
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *_): pass
    def admitted(self):
        if self.headers.get("Authorization") == "token " + token: return True
        self.send_response(403); self.send_header("Content-Length", "0"); self.end_headers()
        return False
    def body(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline(), 16):
                yield self.rfile.read(size); self.rfile.readline()
            self.rfile.readline(); return
        left = int(self.headers.get("Content-Length") or 0)
        while left > 0:
            data = self.rfile.read(min(left, 65536)); left -= len(data); yield data
    def do_POST(self):
        if not self.admitted(): return
        self.send_response(200); self.send_header("Transfer-Encoding", "chunked"); self.end_headers()
        for data in self.body(): self.wfile.write(b"%x\\r\\n%s\\r\\n" % (len(data), data))
        self.wfile.write(b"0\\r\\n\\r\\n")
    def do_GET(self):
        if not self.admitted(): return
        if self.headers.get("Upgrade", "").lower() == "websocket": return self.kernel()
        text = b'{"simulated":false}'
        self.send_response(200); self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text))); self.end_headers(); self.wfile.write(text)
    def kernel(self):
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101); self.send_header("Upgrade", "websocket"); self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.end_headers()
        self.close_connection = True
        while head := self.rfile.read(2):
            size = head[1] & 127
            size = int.from_bytes(self.rfile.read({126: 2, 127: 8}[size]), "big") if size > 125 else size
            mask = self.rfile.read(4)
            data = bytes(b ^ mask[i % 4] for i, b in enumerate(self.rfile.read(size)))
            long = bytes([size]) if size < 126 else b"\\x7e" + size.to_bytes(2, "big") if size < 65536 else b"\\x7f" + size.to_bytes(8, "big")
            self.wfile.write(bytes([head[0]]) + long + data)
            if head[0] & 15 == 8: return
class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128
Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
`;
