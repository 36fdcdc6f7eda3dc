#!/usr/bin/python3
"""The same worker as tasks_worker.py, with aio-pika (Debian: python3-aio-pika)."""
import asyncio
import os
import signal

import aio_pika

from tasks_worker import seconds_of


async def main():
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    no_ack = os.environ.get("FAIRHARE_ACK") == "auto"
    turn = asyncio.Lock()

    async def work(message):
        # aio-pika starts the callback of every delivery at once; the lock makes it a serial worker.
        async with turn:
            await asyncio.sleep(seconds_of(message.body.decode(errors="replace")))
            print(" [x] Done", flush=True)
            if not no_ack:
                await message.ack()

    connection = await aio_pika.connect(os.environ["AMQP_URL"])
    async with connection:
        channel = await connection.channel()
        prefetch = int(os.environ.get("FAIRHARE_PREFETCH", "1"))
        if prefetch > 0 and not no_ack:
            await channel.set_qos(prefetch_count=prefetch)
        queue = await channel.get_queue(os.environ["FAIRHARE_QUEUE"])
        tag = await queue.consume(work, no_ack=no_ack)
        await stopped.wait()
        await queue.cancel(tag)
        async with turn:
            pass


if __name__ == "__main__":
    asyncio.run(main())
