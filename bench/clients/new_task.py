#!/usr/bin/python3
"""A producer with pika (Debian: python3-pika): publishes FAIRHARE_TASKS tasks of 20 ms with publisher confirms.

    AMQP_URL=amqp://localhost FAIRHARE_QUEUE=task_queue FAIRHARE_TASKS=50 python3 new_task.py
"""
import os

import pika


def main():
    queue = os.environ["FAIRHARE_QUEUE"]
    producer = os.environ.get("FAIRHARE_PRODUCER", "1")
    first = int(os.environ.get("FAIRHARE_PUBLISHED", "0")) + 1
    connection = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"]))
    channel = connection.channel()
    channel.confirm_delivery()
    for number in range(first, int(os.environ.get("FAIRHARE_TASKS", "50")) + 1):
        properties = pika.BasicProperties(
            delivery_mode=pika.spec.PERSISTENT_DELIVERY_MODE, message_id=f"{producer}-{number}"
        )
        channel.basic_publish("", queue, f"Task {number} 20ms".encode(), properties, mandatory=True)
        print(f" [x] Sent task {number}", flush=True)
    connection.close()


if __name__ == "__main__":
    main()
