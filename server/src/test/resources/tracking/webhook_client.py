"""Webhooks of MLflow's model registry with the real client and a real receiver, which checks each signature as MLflow's
documentation says. Prints a run's id as its last line."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
import time

import mlflow
from mlflow import MlflowClient
from mlflow.entities.webhook import WebhookStatus
from mlflow.exceptions import MlflowException

SECRET = "a secret of the receiver"
received = []


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        signed = f"{self.headers['X-MLflow-Delivery-Id']}.{self.headers['X-MLflow-Timestamp']}.{body}"
        expected = base64.b64encode(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()).decode()
        assert self.headers["X-MLflow-Signature"] == f"v1,{expected}", self.headers
        assert abs(int(self.headers["X-MLflow-Timestamp"]) - time.time()) < 300
        assert self.headers["Content-Type"] == "application/json"
        received.append(json.loads(body))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"heard")

    def log_message(self, *arguments):
        pass


receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
client = MlflowClient()
EVENTS = [
    "registered_model.created",
    "model_version.created",
    "model_version_tag.set",
    "model_version_tag.deleted",
    "model_version_alias.created",
    "model_version_alias.deleted",
]
webhook = client.create_webhook(
    name="to-the-team",
    url=f"http://127.0.0.1:{receiver.server_port}/heard?of=models",
    events=EVENTS,
    description="tells the team",
    secret=SECRET,
)
assert webhook.name == "to-the-team" and webhook.description == "tells the team", webhook
assert webhook.status == WebhookStatus.ACTIVE and [str(event) for event in webhook.events] == EVENTS, webhook
assert webhook.secret is None, "the secret was answered"
assert client.get_webhook(webhook.webhook_id).url == webhook.url
assert [each.webhook_id for each in client.list_webhooks()] == [webhook.webhook_id]

tried = client.test_webhook(webhook.webhook_id)
assert tried.success and tried.response_status == 200 and tried.response_body == "heard", tried
tried = client.test_webhook(webhook.webhook_id, "model_version_tag.set")
assert [message["entity"] for message in received] == ["registered_model", "model_version_tag"], received
assert received[0]["data"] == {
    "name": "example_model",
    "tags": {"example_key": "example_value"},
    "description": "An example registered model",
}
received.clear()

mlflow.set_experiment("webhooks")
with mlflow.start_run() as run:
    mlflow.log_text("weights", "model/weights.txt")
source = f"runs:/{run.info.run_id}/model"
client.create_registered_model("told", tags={"team": "vision"}, description="first")
client.create_model_version("told", source, run.info.run_id, tags={"k": "v"}, description="one")
client.set_model_version_tag("told", "1", "checked", "yes")
client.delete_model_version_tag("told", "1", "checked")
client.set_registered_model_alias("told", "best", "1")
client.delete_registered_model_alias("told", "best")

deadline = time.monotonic() + 60
while len(received) < 6:
    assert time.monotonic() < deadline, received
    time.sleep(0.1)
assert [f"{message['entity']}.{message['action']}" for message in received] == EVENTS, received
data = [message["data"] for message in received]
assert data[0] == {"name": "told", "tags": {"team": "vision"}, "description": "first"}, data
assert data[1].pop("source"), data
assert data[1] == {
    "name": "told",
    "version": "1",
    "run_id": run.info.run_id,
    "tags": {"k": "v"},
    "description": "one",
}, data
assert data[2] == {"name": "told", "version": "1", "key": "checked", "value": "yes"}, data
assert data[3] == {"name": "told", "version": "1", "key": "checked"}, data
assert data[4] == {"name": "told", "alias": "best", "version": "1"}, data
assert data[5] == {"name": "told", "alias": "best"}, data

changed = client.update_webhook(webhook.webhook_id, status="DISABLED", events=["model_version_tag.set"])
assert changed.status == WebhookStatus.DISABLED and [str(event) for event in changed.events] == EVENTS[2:3], changed
client.delete_webhook(webhook.webhook_id)
try:
    client.get_webhook(webhook.webhook_id)
    raise SystemExit("the deleted webhook is still there")
except MlflowException as error:
    assert error.error_code == "RESOURCE_DOES_NOT_EXIST", error
print(run.info.run_id)
