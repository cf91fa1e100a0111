#!/bin/bash
# Run once by the PostgreSQL image, on an empty data folder: the three roles and the database that the first owns.
set -euo pipefail
passwords=("${OWNER_PASSWORD:-}" "${WEB_PASSWORD:-}" "${JOBS_PASSWORD:-}" "${POSTGRES_PASSWORD:-}")
for password in "${passwords[@]}"; do
  if [[ ! $password =~ ^[A-Za-z0-9]{24,}$ ]]; then
    echo "Each of the four passwords needs 24 letters and digits or more, and nothing else: openssl rand -hex 24" >&2
    exit 1
  fi
done
if [ "$(printf '%s\n' "${passwords[@]}" | sort -u | wc -l)" -ne 4 ]; then
  echo "The four passwords must differ" >&2
  exit 1
fi
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<SQL
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
CREATE ROLE throughcare_owner LOGIN PASSWORD '$OWNER_PASSWORD' NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
CREATE ROLE throughcare_web LOGIN PASSWORD '$WEB_PASSWORD' NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
CREATE ROLE throughcare_jobs LOGIN PASSWORD '$JOBS_PASSWORD' NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
CREATE DATABASE throughcare OWNER throughcare_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE throughcare FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE throughcare TO throughcare_web, throughcare_jobs;
SQL
