set -eu
# Starts no service when packages are installed: a container has no one to look after it.
printf '#!/bin/sh\nexit 101\n' > "$1/usr/sbin/policy-rc.d"
chmod 755 "$1/usr/sbin/policy-rc.d"
# What apt downloads stays in no layer.
cat > "$1/etc/apt/apt.conf.d/90terrarium" << 'END'
Acquire::GzipIndexes "true";
Acquire::Languages "none";
APT::Keep-Downloaded-Packages "false";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb || true"; };
END
# The first packages were unpacked before their dpkg knew what to leave out.
cd "$1/usr/share"
rm -rf bug info lintian locale man
# Packages that register alternatives of a command, as Java does, link its manual too and fail without the folder.
mkdir -p man/man1 man/man7 man/man8
find doc ! -type d ! -name copyright -delete
find doc -type d -empty -delete
cd - > /dev/null
# The same zones twice more, with leap seconds and without.
rm -rf "$1/usr/share/zoneinfo/posix" "$1/usr/share/zoneinfo/right"
rm -f "$1"/var/cache/apt/*.bin "$1"/var/cache/debconf/*-old "$1"/var/lib/dpkg/*-old "$1"/var/log/*.log "$1"/var/log/apt/*
