#!/bin/bash
# Proves the two commands from nothing: clones the last commit into a bare Debian 12 that has python3, git and
# make, and no more, and runs make there. Needs root, debootstrap and about 3 GB.
#
#   .dev/fresh_root.sh [FOLDER] [MAKE-TARGET...]     default: /tmp/boothapp-fresh, test
#
# Where packages come from is this machine's own apt and pip configuration. The bare root is kept in
# FOLDER/bare; each run works on a new copy of it, FOLDER/root, which stays for a look afterwards.
set -euo pipefail

folder=$(realpath -m "${1:-/tmp/boothapp-fresh}")
shift || true
repository=$(realpath "$(dirname "$0")/..")

# Mounts made below end with this process, whatever happens to it.
if [ -z "${FRESH_ROOT_UNSHARED:-}" ]; then
    FRESH_ROOT_UNSHARED=1 exec unshare --mount --propagation private "$0" "$folder" "$@"
fi

if [ ! -e "$folder/bare/etc/debian_version" ]; then
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
        awk '$2 == "bookworm" { print $1; exit }')
    mkdir -p "$folder"
    debootstrap --variant=minbase --include=python3,git,make,ca-certificates bookworm "$folder/bare" "$mirror" \
        >"$folder/debootstrap.log"
fi

root=$folder/root
rm -rf "$root"
cp --archive --reflink=auto "$folder/bare" "$root"
git clone --quiet "$repository" "$root/root/boothapp"

mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
cp --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
cp --dereference /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
apt-config dump | grep -E '^Acquire::https?::' >"$root/etc/apt/apt.conf.d/99machine" || true

# pip: its files, and the local folders that they or the environment name (of an index, also what it links to).
for file in /etc/pip.conf "$HOME/.config/pip/pip.conf" "$HOME/.pip/pip.conf"; do
    [ ! -e "$file" ] || install -D "$file" "$root${file/#$HOME//root}"
done
python3 -m pip config list | grep -oE "(file://|[ '])/[^ ']+" | sed -E "s#^(file://|[ '])##" | sort -u |
    while read -r path; do
        path=${path%/simple}
        [ ! -d "$path" ] || { mkdir -p "$root$path" && mount --bind "$path" "$root$path"; }
    done
mapfile -t settings < <(env | grep -E '^(PIP_|SSL_CERT_|https?_proxy=|HTTPS?_PROXY=|no_proxy=)' || true)

in_root=(env --ignore-environment HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "${settings[@]}"
    chroot "$root" make --directory=/root/boothapp --no-print-directory)

# There is no display in there: run must say so, in words that name the way on.
said=$("${in_root[@]}" run || true)
echo "$said"
[[ $said == *"make demo"* ]]

failed=
for target in "${@:-test}"; do
    echo "== make $target"
    time "${in_root[@]}" "$target" || failed+=" $target"
done
[ -z "$failed" ] || { echo "failed:$failed" >&2 && exit 1; }
