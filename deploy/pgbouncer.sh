#!/bin/sh
# Start PgBouncer with the web role's password from the environment, which no other process of the container sees.
# An argument names another file of settings.
set -eu
settings=${1:-/etc/throughcare/pgbouncer.ini}
users=$(sed -n 's/^auth_file *= *//p' "$settings")
: "${WEB_PASSWORD:?must be set}"
umask 077
printf '"throughcare_web" "%s"\n' "$WEB_PASSWORD" > "$users"
unset WEB_PASSWORD
exec pgbouncer "$settings"
