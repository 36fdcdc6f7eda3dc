#!/usr/bin/python3
"""A worker with Kombu, the library below Celery (Debian: python3-kombu).

    AMQP_URL=amqp://localhost// FAIRHARE_QUEUE=task_queue python3 kombu_worker.py

A task takes WORK_MS. ACK=late acknowledges after the work, ACK=early before it, as Celery's acks_late does and does not.
FAIRHARE_PREFETCH limits the deliveries in hand (0: no limit).
"""
import os
import sys
import time

from kombu import Connection, Consumer, Queue


def main():
    early = os.environ.get("ACK", "late") == "early"
    work = int(os.environ.get("WORK_MS", "20")) / 1000
    name = os.environ.get("FAIRHARE_WORKER", "1")

    def handle(body, message):
        if early:
            message.ack()
        print(f" [x] Received {body}", flush=True)
        time.sleep(work)
        print(f" [x] Done {body}", flush=True)
        if not early:
            message.ack()

    options = {"client_properties": {"connection_name": f"kombu worker {name}"}}
    with Connection(os.environ["AMQP_URL"], transport_options=options) as connection:
        channel = connection.channel()
        queue = Queue(os.environ["FAIRHARE_QUEUE"], channel=channel, no_declare=True)
        consumer = Consumer(channel, [queue], callbacks=[handle], accept=["json", "text/plain"], auto_declare=False)
        consumer.qos(prefetch_count=int(os.environ.get("FAIRHARE_PREFETCH", "1")))
        consumer.consume()
        print(" [*] Waiting for messages", flush=True)
        while True:
            connection.drain_events()


if __name__ == "__main__":
    sys.exit(main())
