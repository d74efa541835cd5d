#!/bin/sh
# A small Debian with SSH and cloud-init, as one LXD image. As root: sh image.sh <empty folder>; leaves image.tar there.
# The tar is not compressed: a `dir` pool unpacks it again for every machine.
set -eu
folder=$1
root=$folder/rootfs

# python3-cffi-backend: the resolver of debootstrap does not see through the virtual package that cloud-init wants.
packages=openssh-server,cloud-init,python3-cffi-backend,systemd-sysv,udev,dbus,netbase,iproute2
debootstrap --variant=minbase "--include=$packages" bookworm "$root"

rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/* "$root"/etc/ssh/ssh_host_* \
  "$root"/usr/share/doc "$root"/usr/share/man "$root"/usr/share/locale "$root"/usr/share/info \
  "$root"/usr/share/i18n "$root"/usr/lib/udev/hwdb* "$root"/usr/lib/*/gconv "$root"/var/lib/dpkg/info
: >"$root/etc/machine-id"

cat >"$root/etc/systemd/network/eth0.network" <<END
[Match]
Name=eth0
[Network]
DHCP=ipv4
LinkLocalAddressing=no
IPv6AcceptRA=no
[DHCPv4]
ClientIdentifier=mac
END
mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
ln -sf /lib/systemd/system/systemd-networkd.service "$root/etc/systemd/system/multi-user.target.wants/"
# Nothing that a test looks at waits for these.
for unit in systemd-networkd-wait-online.service apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer \
  systemd-timesyncd.service systemd-binfmt.service e2scrub_reap.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done

# What the product hands over is all read; what a cloud would add is left out, since it takes seconds at every boot.
cat >"$root/etc/cloud/cloud.cfg.d/99_quick.cfg" <<END
datasource_list: [LXD]
network: {config: disabled}
ssh_genkeytypes: [ed25519]
cloud_init_modules: [write-files, set_hostname, users-groups, ssh]
cloud_config_modules: [runcmd]
cloud_final_modules: [scripts-user]
END

cat >"$folder/metadata.yaml" <<END
architecture: $(uname -m)
creation_date: $(date +%s)
properties:
  os: debian
  release: bookworm
  description: Debian 12 with SSH and cloud-init
END
tar --numeric-owner -C "$folder" -cf "$folder/image.tar" metadata.yaml rootfs
rm -rf "$root"
