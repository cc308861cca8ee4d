# Sourced by scripts/unroll and scripts/test: installs what is missing, so that both work on a fresh Debian machine
# that has a Swift 6 toolchain. This is the only list of Debian packages.
debian_packages=(libncursesw5-dev libreadline-dev zlib1g-dev)
# The tests run the program in a terminal, and let system calls fail.
test_packages=(tmux strace)

install_missing_packages() {
  local missing=() package
  for package in "${debian_packages[@]}" "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "installing ${missing[*]}" >&2
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

command -v swift >/dev/null || { echo "error: a Swift 6 toolchain is needed and 'swift' is not on the PATH" >&2; exit 1; }
