#!/bin/sh
# Installs the spreadsheet that the tests of workbooks open them with: Debian's LibreOffice Calc without a window.
set -eu
command -v soffice > /dev/null && exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui > /dev/null
