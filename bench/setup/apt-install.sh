#!/bin/sh
# Installs Debian's rabbitmq-server, and xfsprogs for --fault power-cut:broker; or, if packages are named, these instead.
# No service of a package is started or enabled: the bench and its tests start private processes. install-broker.mjs runs
# this script as root; the setup does nothing else as root.
set -eu
export DEBIAN_FRONTEND=noninteractive

install() { apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"; }

# Packages start their services on installation, unless /usr/sbin/policy-rc.d forbids it. An existing policy belongs to
# the administrator and stays unchanged.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  printf '#!/bin/sh\n# Temporary file of the Fairhare setup: start no service. Safe to remove.\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

# A broken package source of a third party fails the update, which may not matter here.
apt-get update -q -o DPkg::Lock::Timeout=120 || echo "apt-get update failed; continuing with the existing package lists."

had_erlang=no
if [ -e /var/lib/dpkg/info/erlang-base.list ]; then had_erlang=yes; fi

if [ "$#" -gt 0 ]; then
  install "$@"
else
  set -- rabbitmq-server
  install "$@"
  # Only a power cut needs these (xfs_io); the bench works without them, and its doctor reports it.
  install xfsprogs e2fsprogs mount ||
    echo "xfsprogs could not be installed; --fault power-cut:broker will be refused."
fi

# Do not start the services at the next boot either.
for package in "$@"; do
  if [ -e "/etc/init.d/$package" ]; then update-rc.d "$package" disable >/dev/null 2>&1 || true; fi
done
if [ "$had_erlang" = no ] && command -v systemctl >/dev/null; then
  systemctl disable --quiet epmd.socket epmd.service 2>/dev/null || true
fi
