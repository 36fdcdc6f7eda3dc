#!/bin/sh
# Installs Debian's rabbitmq-server, and xfsprogs for --fault power-cut:broker, and leaves no service behind, running or enabled: the bench runs
# private nodes of its own. Run as root by install-broker.mjs; this is all that the setup does as root.
set -eu
export DEBIAN_FRONTEND=noninteractive

# Packages start their services on installation, unless /usr/sbin/policy-rc.d says no. One that is there is
# the administrator's and is left alone.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  printf '#!/bin/sh\n# Temporary, by the setup of Fairhare: start no service. Safe to remove.\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

# A foreign package source that is out of order fails the update, and need not matter.
apt-get update -q -o DPkg::Lock::Timeout=120 || echo "apt-get update failed; trying with the package lists at hand."

had_erlang=no
if [ -e /var/lib/dpkg/info/erlang-base.list ]; then had_erlang=yes; fi

apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 rabbitmq-server

# Small, and only a power cut needs it (xfs_io): the bench works without, and its doctor says so.
apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 xfsprogs e2fsprogs mount ||
  echo "xfsprogs could not be installed; --fault power-cut:broker will be refused."

# Not at the next boot either.
update-rc.d rabbitmq-server disable >/dev/null 2>&1 || true
if [ "$had_erlang" = no ] && command -v systemctl >/dev/null; then
  systemctl disable --quiet epmd.socket epmd.service 2>/dev/null || true
fi
