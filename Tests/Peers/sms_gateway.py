"""SMS gateways for tests: `sms_gateway.py FOLDER`. Two in one, as FOLDER/mode asks (JSON, read anew for each request):

    {"refuse": [[status, body], …]}   answers so, one after the other, then accepts
    {"hang": true}                    hears the request and never answers
    {"swallow": true}                 takes the SMS and never answers
    {"delay": 0.2}                    answers after so many seconds
    {"plan": ["sent", "delivered"]}   what becomes of each message: written to FOLDER/<n>.call, one file per call
    {"repeat": 2, "reverse": true}    each call so often; the last one first

Shaped like Twilio: POST /2010-04-01/Accounts/AC1/Messages.json, basic auth AC1:token, calls signed with the token.
A gateway of its own: POST /send with JSON and a bearer key, calls signed with an HMAC-SHA256 of their body.
Each accepted SMS lies in FOLDER/<n>.sms. It writes its port to FOLDER/port and ends with its parent.
"""
import base64
import hashlib
import hmac
import itertools
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

folder = sys.argv[1]
TOKEN, KEY, CALL_SECRET = "token-of-the-account", "key-of-the-gateway", "secret-of-the-calls"
sms_numbers, call_numbers, refusals = itertools.count(1), itertools.count(1), itertools.count()
lock = threading.Lock()


def mode():
    try:
        with open(f"{folder}/mode") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def write(number, ending, value):
    with open(f"{folder}/{number}.{ending}.part", "w") as file:
        json.dump(value, file)
    os.rename(f"{folder}/{number}.{ending}.part", f"{folder}/{number}.{ending}")


def twilio_signature(address, fields):
    text = address + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()


def twilio_calls(sid, sms, states):
    for state in states:
        fields = {"MessageSid": sid, "MessageStatus": state, "AccountSid": "AC1", "To": sms["To"], "From": sms["From"]}
        if state in ("failed", "undelivered"):
            fields["ErrorCode"] = "30003"
        yield {"url": sms["StatusCallback"], "type": "application/x-www-form-urlencoded", "body": urlencode(fields),
               "headers": {"X-Twilio-Signature": twilio_signature(sms["StatusCallback"], fields)}}


def own_calls(sid, sms, states):
    for state in states:
        body = json.dumps({"dlr": {"msgId": sid, "ref": sms["ref"], "state": state, "err": 0}})
        code = hmac.new(CALL_SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
        yield {"url": sms["notify"], "type": "application/json", "body": body,
               "headers": {"X-Signature": f"sha256={code}"}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        told = mode()
        if told.get("hang"):
            time.sleep(3600)
        time.sleep(told.get("delay", 0))
        refuse = told.get("refuse", [])
        with lock:
            number = next(refusals) if refuse else 0
        if number < len(refuse):
            return self.reply(refuse[number][0], refuse[number][1])
        if urlsplit(self.path).path == "/2010-04-01/Accounts/AC1/Messages.json":
            self.twilio(body, told)
        elif self.path == "/send":
            self.own(body, told)
        else:
            self.reply(404, {})

    def twilio(self, body, told):
        expected = "Basic " + base64.b64encode(f"AC1:{TOKEN}".encode()).decode()
        if self.headers.get("Authorization") != expected:
            return self.reply(401, {"code": 20003, "message": "Authenticate"})
        fields = {name: values[0] for name, values in parse_qs(body, strict_parsing=True).items()}
        if not {"To", "From", "Body"} <= fields.keys():
            return self.reply(400, {"code": 21604, "message": "A 'To' phone number is required."})
        number = next(sms_numbers)
        sid = f"SM{number:032x}"
        write(number, "sms", {"sid": sid, **fields})
        self.plan(twilio_calls(sid, fields, told.get("plan", [])), told)
        self.swallow(told)
        self.reply(201, {"sid": sid, "status": "queued", "error_code": None})

    def own(self, body, told):
        if self.headers.get("X-Key") != f"Bearer {KEY}":
            return self.reply(200, {"result": {"code": 7, "text": "bad key"}})
        fields = json.loads(body)
        number = next(sms_numbers)
        sid = f"g-{number}"
        write(number, "sms", {"sid": sid, **fields})
        self.plan(own_calls(sid, fields, told.get("plan", [])), told)
        self.swallow(told)
        self.reply(200, {"result": {"code": 0}, "messages": [{"id": sid}]})

    @staticmethod
    def swallow(told):
        if told.get("swallow"):
            time.sleep(3600)

    @staticmethod
    def plan(calls, told):
        calls = [call for call in calls for _ in range(told.get("repeat", 1))]
        for call in reversed(calls) if told.get("reverse") else calls:
            write(next(call_numbers), "call", call)

    def reply(self, status, value):
        data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
write("port", "new", server.server_address[1])
os.rename(f"{folder}/port.new", f"{folder}/port")
threading.Thread(target=server.serve_forever, daemon=True).start()
parent = os.getppid()
while os.getppid() == parent:
    time.sleep(0.5)
