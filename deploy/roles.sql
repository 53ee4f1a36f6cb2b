-- The two roles of Samband and its database: samband_load writes, samband_read only reads.
--
-- Run once by a superuser with psql 14 or later; the passwords come from the environment:
--   SAMBAND_LOAD_PASSWORD=… SAMBAND_READ_PASSWORD=… psql --dbname=postgres --file=deploy/roles.sql
--
-- Then: DATABASE_URL=postgresql://samband_load:…@HOST/samband for `samband load`, `migrate` and `rollback`,
--       DATABASE_URL=postgresql://samband_read:…@HOST/samband for `samband serve`, `query`, `versions` and `export`.

\set ON_ERROR_STOP on
\getenv load_password SAMBAND_LOAD_PASSWORD
\getenv read_password SAMBAND_READ_PASSWORD

CREATE ROLE samband_load LOGIN PASSWORD :'load_password';
CREATE ROLE samband_read LOGIN PASSWORD :'read_password';
ALTER ROLE samband_read SET default_transaction_read_only = on;

CREATE DATABASE samband OWNER samband_load TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE samband FROM PUBLIC;
GRANT CONNECT ON DATABASE samband TO samband_read;

\connect samband
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO samband_load;
GRANT USAGE ON SCHEMA public TO samband_read;
ALTER DEFAULT PRIVILEGES FOR ROLE samband_load IN SCHEMA public GRANT SELECT ON TABLES TO samband_read;
