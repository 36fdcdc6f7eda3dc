#!/bin/sh
# A swarm of two engines on one machine: the engine of this machine becomes its manager, and a second dockerd in network,
# mount and process namespaces of its own joins as a worker, with the image IMAGE.
#
#   sh second-engine.sh DIRECTORY IMAGE
#
# Prints `ready SOCKET` when both nodes are ready. Everything is removed when its standard input ends, so also when the
# process that started it is killed: stacks, swarm, engine, namespaces, and DIRECTORY, which must not exist yet.
# Exit code 3: this machine cannot do it; the reason is on standard error.
set -eu
dir=$1
image=$2
subnet=198.18.$(($$ % 256)) # RFC 2544: for benchmarks
id=fh$(($$ % 100000))
socket=$dir/docker.sock
second() { docker --host "unix://$socket" "$@"; }
cannot() { echo "$*" >&2; exit 3; }

[ "$(id -u)" = 0 ] || cannot "a second Docker engine needs root"
for tool in dockerd ip nsenter unshare; do
  command -v $tool >/dev/null || cannot "a second Docker engine needs $tool"
done
[ "$(docker info --format '{{.Swarm.LocalNodeState}}')" = inactive ] || cannot "the Docker engine is in a swarm already"
[ -z "$(ip -4 route show to match "$subnet.1/30" | grep -v default)" ] || cannot "this machine has a route to $subnet.1"
had_bridge=$(docker network ls --quiet --filter name=docker_gwbridge)

clean() {
  trap '' INT TERM HUP
  set +e
  for stack in $(docker stack ls --format '{{.Name}}' 2>/dev/null); do docker stack rm "$stack"; done
  # The swarm removes containers with their volumes.
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    [ -n "$(docker ps --all --quiet --filter label=com.docker.swarm.node.id)" ] && sleep 1 || break
  done
  docker swarm leave --force
  docker ps --all --quiet --filter label=com.docker.swarm.node.id | xargs --no-run-if-empty docker rm --force --volumes
  docker volume ls --quiet --filter label=com.docker.stack.namespace | xargs --no-run-if-empty docker volume rm --force
  # The first process of a process namespace takes all others with it, the containers included.
  [ -z "${engine:-}" ] || { kill -KILL "$engine"; wait "$engine"; }
  ip link delete "${id}a"
  ip netns delete "$id"
  # Networks of the swarm disappear a moment after the swarm.
  [ -n "$had_bridge" ] || for _ in 1 2 3 4 5; do docker network rm docker_gwbridge && break || sleep 1; done
  find /sys/fs/cgroup -depth -type d -path "*/$id*" -exec rmdir {} +
  rm -rf "$dir"
} >/dev/null 2>&1
trap clean EXIT
trap 'exit 1' INT TERM HUP

mkdir -m 700 "$dir"
ip netns add "$id"
ip link add "${id}a" type veth peer name "${id}b" netns "$id"
ip address add "$subnet.1/30" dev "${id}a"
ip link set "${id}a" up
ip -n "$id" address add "$subnet.2/30" dev "${id}b"
ip -n "$id" link set "${id}b" up
ip -n "$id" link set lo up
# Not `ip netns exec`, which hides the control groups behind a new /sys.
nsenter --net="/run/netns/$id" unshare --mount --uts --pid --fork --kill-child --mount-proc sh -c \
  'hostname second-host && exec dockerd "$@"' dockerd --host "unix://$socket" --data-root "$dir/data" \
  --exec-root "$dir/exec" --pidfile "$dir/pid" --cgroup-parent "/$id" >"$dir/log" 2>&1 </dev/null &
engine=$!
tries=0
until second info >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ $tries -lt 120 ] && kill -0 "$engine" 2>/dev/null || { tail -n 5 "$dir/log" >&2; exit 1; }
  sleep 0.5
done
docker save "$image" | second load >/dev/null
docker swarm init --advertise-addr "$subnet.1" --listen-addr "$subnet.1:2377" >/dev/null
second swarm join --token "$(docker swarm join-token --quiet worker)" --advertise-addr "$subnet.2" "$subnet.1:2377" >/dev/null
echo "ready $socket"
cat >/dev/null
