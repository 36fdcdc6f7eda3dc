#!/usr/bin/python3
"""Workers with one mistake each, to show what Fairhare says about them:

    broken_worker.py acks-first        acknowledges before the work
    broken_worker.py forgets-ack       does not acknowledge every third task
    broken_worker.py ignores-sigterm   goes on after SIGTERM
    broken_worker.py crashes           fails on the third message
    broken_worker.py never-connects    waits and does nothing
    broken_worker.py requeues          requeues its first task each time
    broken_worker.py stops-consuming   cancels its consumer after three tasks
    broken_worker.py reconnects        opens a connection for each task
    broken_worker.py polls             asks with basic.get
"""
import os
import pathlib
import signal
import sys
import time

import pika

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from tasks_worker import seconds_of  # noqa: E402  (the directory above must be known first)

QUEUE = os.environ["FAIRHARE_QUEUE"]


def consume(mistake):
    connection = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"]))
    channel = connection.channel()
    channel.basic_qos(prefetch_count=50 if mistake == "forgets-ack" else 1)
    seen = 0

    def work(channel, method, properties, body):
        nonlocal seen
        seen += 1
        if mistake == "acks-first":
            channel.basic_ack(method.delivery_tag)
            # Without it, pika sends the ack after the callback.
            channel.connection.process_data_events(0)
        if mistake == "crashes" and seen == 3:
            raise KeyError("the third message has no customer")
        if mistake == "requeues" and body.startswith(b"Task 1 "):
            channel.basic_nack(method.delivery_tag, requeue=True)
            time.sleep(0.01)
            return
        time.sleep(seconds_of(body.decode(errors="replace")))
        print(" [x] Done", flush=True)
        if mistake != "acks-first" and not (mistake == "forgets-ack" and seen % 3 == 0):
            channel.basic_ack(method.delivery_tag)
        if mistake == "stops-consuming" and seen == 3:
            channel.basic_cancel(method.consumer_tag)
        if mistake == "reconnects":
            channel.stop_consuming()

    channel.basic_consume(QUEUE, work)
    channel.start_consuming()
    if mistake == "stops-consuming":
        while True:
            connection.process_data_events(0.1)
    connection.close()


def poll():
    connection = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"]))
    channel = connection.channel()
    while True:
        method, properties, body = channel.basic_get(QUEUE)
        if method is None:
            time.sleep(0.05)
            continue
        time.sleep(seconds_of(body.decode(errors="replace")))
        channel.basic_ack(method.delivery_tag)


def main(mistake):
    if mistake == "ignores-sigterm":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if mistake == "never-connects":
        print("Waiting for the moon", flush=True)
        time.sleep(3600)
    elif mistake == "polls":
        poll()
    else:
        consume(mistake)
        while mistake == "reconnects":
            consume(mistake)


if __name__ == "__main__":
    main(sys.argv[1])
