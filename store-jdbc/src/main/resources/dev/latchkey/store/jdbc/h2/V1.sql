-- Latchkey, tables of version 1, for H2 2.
-- Times are microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE IF NOT EXISTS latchkey_schema (
    version integer NOT NULL PRIMARY KEY
);

-- A single row. Every change locks it first; every node polls it.
CREATE TABLE IF NOT EXISTS latchkey_state (
    id integer NOT NULL PRIMARY KEY,
    change_number bigint NOT NULL,
    stamp bigint NOT NULL,
    configuration_stamp bigint NOT NULL,
    keys_stamp bigint NOT NULL,
    -- Since when last_seen_at is recorded: when this table was created.
    uses_recorded_since bigint NOT NULL
);

-- The contents of changes, so that nodes reload only these. Old rows are deleted.
CREATE TABLE IF NOT EXISTS latchkey_change_log (
    change_number bigint NOT NULL,
    place integer NOT NULL,
    stamp bigint NOT NULL,
    kind varchar(16) NOT NULL,
    subject varchar(256) NOT NULL,
    PRIMARY KEY (change_number, place)
);

CREATE TABLE IF NOT EXISTS latchkey_service_token (
    id uuid NOT NULL PRIMARY KEY,
    place bigint NOT NULL UNIQUE,
    client_id varchar(256) NOT NULL UNIQUE,
    name varchar(256) NOT NULL,
    enabled boolean NOT NULL,
    secret_digest varchar(80) NOT NULL,
    previous_secret_digest varchar(80),
    previous_secret_expires_at bigint,
    client_secret_version integer NOT NULL,
    duration varchar(64),
    expires_at bigint NOT NULL,
    created_at bigint,
    updated_at bigint,
    last_seen_at bigint,
    roles text,
    search_text varchar(1100) NOT NULL
);

CREATE INDEX IF NOT EXISTS latchkey_service_token_name ON latchkey_service_token (name);
CREATE INDEX IF NOT EXISTS latchkey_service_token_expires_at ON latchkey_service_token (expires_at);

CREATE TABLE IF NOT EXISTS latchkey_expiry_notice (
    service_token_id uuid NOT NULL REFERENCES latchkey_service_token (id) ON DELETE CASCADE,
    expires_at bigint NOT NULL,
    PRIMARY KEY (service_token_id, expires_at)
);

-- Organization, applications, policies, rule groups and IP lists, in the format of the configuration file.
CREATE TABLE IF NOT EXISTS latchkey_configuration (
    kind varchar(16) NOT NULL,
    id uuid NOT NULL,
    place integer NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE TABLE IF NOT EXISTS latchkey_signing_key (
    kid varchar(64) NOT NULL PRIMARY KEY,
    place integer NOT NULL,
    private_key text NOT NULL,
    certificate text NOT NULL,
    created_at bigint NOT NULL,
    verify_until bigint
);

CREATE TABLE IF NOT EXISTS latchkey_revocation (
    session_id varchar(256) NOT NULL PRIMARY KEY,
    issued_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    change_number bigint NOT NULL
);

CREATE INDEX IF NOT EXISTS latchkey_revocation_ends_at ON latchkey_revocation (ends_at);
CREATE INDEX IF NOT EXISTS latchkey_revocation_change_number ON latchkey_revocation (change_number);

-- Ranges of ended sessions whose rows were deleted, so that they stay ended if a fast clock is corrected.
CREATE TABLE IF NOT EXISTS latchkey_forgotten_session (
    issued_from bigint NOT NULL,
    issued_to bigint NOT NULL,
    ends_to bigint NOT NULL
);

MERGE INTO latchkey_state (id, change_number, stamp, configuration_stamp, keys_stamp, uses_recorded_since) KEY (id)
    VALUES (1, 0, 0, 0, 0, CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS bigint));

INSERT INTO latchkey_schema (version) VALUES (1);
