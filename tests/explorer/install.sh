#!/bin/sh
# Installs the browser that the tests of the explorer drive: Debian's Chromium, and fonts to look at its pictures.
set -eu
command -v chromium > /dev/null && exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-noto-core > /dev/null
