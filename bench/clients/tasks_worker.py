#!/usr/bin/python3
"""The worker of RabbitMQ's second tutorial, with pika (Debian: python3-pika).

    AMQP_URL=amqp://localhost FAIRHARE_QUEUE=task_queue python3 tasks_worker.py

The work of a task is in its text: one second for each dot, or a duration at the end ("Task 7 100ms").
With fewer workers than queues, FAIRHARE_QUEUES has the names of all queues of this worker, with commas between them.
FAIRHARE_PREFETCH limits the deliveries in hand (0: no limit), FAIRHARE_ACK=auto consumes with no_ack.
"""
import os
import re
import signal
import sys
import time

import pika

UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


def seconds_of(text):
    """The service time that the text of a task asks for."""
    match = re.search(r"(?:^|\s)(\d+(?:\.\d+)?)(us|ms|s|m)\s*$", text)
    return float(match[1]) * UNITS[match[2]] if match else float(text.count("."))


def main():
    prefetch = int(os.environ.get("FAIRHARE_PREFETCH", "1"))
    no_ack = os.environ.get("FAIRHARE_ACK") == "auto"
    connection = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"]))
    channel = connection.channel()
    queue = os.environ["FAIRHARE_QUEUE"]
    queues = os.environ.get("FAIRHARE_QUEUES", queue).split(",")
    for queue in queues:
        channel.queue_declare(queue=queue, passive=True)

    def work(channel, method, properties, body):
        text = body.decode(errors="replace")
        print(f" [x] Received {text}", flush=True)
        time.sleep(seconds_of(text))
        print(" [x] Done", flush=True)
        if not no_ack:
            channel.basic_ack(delivery_tag=method.delivery_tag)

    # A graceful shutdown: the task in work is finished, then the consumer is cancelled.
    signal.signal(signal.SIGTERM, lambda number, frame: connection.add_callback_threadsafe(channel.stop_consuming))

    if prefetch > 0 and not no_ack:
        channel.basic_qos(prefetch_count=prefetch)
    for queue in queues:
        channel.basic_consume(queue=queue, on_message_callback=work, auto_ack=no_ack)
    print(" [*] Waiting for messages", flush=True)
    channel.start_consuming()
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
