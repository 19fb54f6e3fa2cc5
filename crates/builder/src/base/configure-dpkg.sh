set -eu
# Licences stay with what they are of. A layer is compressed when it is whole, so nothing waits for the disk.
mkdir -p "$1/etc/dpkg/dpkg.cfg.d"
cat > "$1/etc/dpkg/dpkg.cfg.d/90terrarium" << 'END'
force-unsafe-io
path-exclude=/usr/share/bug/*
path-exclude=/usr/share/doc/*
path-include=/usr/share/doc/*/copyright
path-exclude=/usr/share/info/*
path-exclude=/usr/share/lintian/*
path-exclude=/usr/share/locale/*
path-exclude=/usr/share/man/*
END
