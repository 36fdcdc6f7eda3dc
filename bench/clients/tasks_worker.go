// The same worker as tasks_worker.py, in Go with amqp091-go (Debian: golang-go golang-github-rabbitmq-amqp091-go-dev).
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o tasks_worker tasks_worker.go
//	AMQP_URL=amqp://localhost FAIRHARE_QUEUE=task_queue ./tasks_worker
package main

import (
	"fmt"
	"log"
	"os"
	"os/signal"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

var duration = regexp.MustCompile(`(?:^|\s)(\d+(?:\.\d+)?(?:us|ms|s|m))\s*$`)

// workOf is the service time that the text of a task asks for: a duration at its end, else a second for each dot.
func workOf(text string) time.Duration {
	if match := duration.FindStringSubmatch(text); match != nil {
		if parsed, err := time.ParseDuration(match[1]); err == nil {
			return parsed
		}
	}
	return time.Duration(strings.Count(text, ".")) * time.Second
}

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	noAck := os.Getenv("FAIRHARE_ACK") == "auto"
	prefetch, err := strconv.Atoi(setting("FAIRHARE_PREFETCH", "1"))
	check(err)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)

	connection, err := amqp.Dial(setting("AMQP_URL", "amqp://localhost"))
	check(err)
	channel, err := connection.Channel()
	check(err)
	if prefetch > 0 && !noAck {
		check(channel.Qos(prefetch, 0, false))
	}
	deliveries, err := channel.Consume(setting("FAIRHARE_QUEUE", "task_queue"), "", noAck, false, false, false, nil)
	check(err)
	fmt.Println(" [*] Waiting for messages")
	for isOpen := true; isOpen; {
		select {
		case <-stop:
			// A graceful shutdown: the task in work is finished. The broker requeues what is not acknowledged.
			isOpen = false
		case delivery, ok := <-deliveries:
			if !ok {
				log.Fatal("the broker closed the channel")
			}
			time.Sleep(workOf(string(delivery.Body)))
			fmt.Println(" [x] Done")
			if !noAck {
				check(delivery.Ack(false))
			}
		}
	}
	check(connection.Close())
}
