-- Latchkey, tables of version 1, for PostgreSQL 15 or newer.
-- Times are microseconds since 1970-01-01T00:00:00Z: select to_timestamp(expires_at / 1000000.0).

CREATE TABLE latchkey_schema (
    version integer NOT NULL PRIMARY KEY
);

-- A single row. Every change locks it first; every node polls it.
CREATE TABLE latchkey_state (
    id integer NOT NULL PRIMARY KEY,
    change_number bigint NOT NULL,
    stamp bigint NOT NULL,
    configuration_stamp bigint NOT NULL,
    keys_stamp bigint NOT NULL,
    -- Since when last_seen_at is recorded: when this table was created.
    uses_recorded_since bigint NOT NULL
);

-- The contents of changes, so that nodes reload only these. Old rows are deleted.
CREATE TABLE latchkey_change_log (
    change_number bigint NOT NULL,
    place integer NOT NULL,
    stamp bigint NOT NULL,
    kind varchar(16) NOT NULL,
    subject varchar(256) COLLATE "C" NOT NULL,
    PRIMARY KEY (change_number, place)
);

-- Pages are not filled, so that recording a use writes no index.
CREATE TABLE latchkey_service_token (
    id uuid NOT NULL PRIMARY KEY,
    place bigint NOT NULL UNIQUE,
    client_id varchar(256) COLLATE "C" NOT NULL UNIQUE,
    name varchar(256) COLLATE "C" NOT NULL,
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
    search_text varchar(1100) COLLATE "C" NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX latchkey_service_token_name ON latchkey_service_token (name);
CREATE INDEX latchkey_service_token_expires_at ON latchkey_service_token (expires_at);

CREATE TABLE latchkey_expiry_notice (
    service_token_id uuid NOT NULL REFERENCES latchkey_service_token (id) ON DELETE CASCADE,
    expires_at bigint NOT NULL,
    PRIMARY KEY (service_token_id, expires_at)
);

-- Organization, applications, policies, rule groups and IP lists, in the format of the configuration file.
CREATE TABLE latchkey_configuration (
    kind varchar(16) NOT NULL,
    id uuid NOT NULL,
    place integer NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE TABLE latchkey_signing_key (
    kid varchar(64) COLLATE "C" NOT NULL PRIMARY KEY,
    place integer NOT NULL,
    private_key text NOT NULL,
    certificate text NOT NULL,
    created_at bigint NOT NULL,
    verify_until bigint
);

CREATE TABLE latchkey_revocation (
    session_id varchar(256) COLLATE "C" NOT NULL PRIMARY KEY,
    issued_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    change_number bigint NOT NULL
);

CREATE INDEX latchkey_revocation_ends_at ON latchkey_revocation (ends_at);
CREATE INDEX latchkey_revocation_change_number ON latchkey_revocation (change_number);

-- Ranges of ended sessions whose rows were deleted, so that they stay ended if a fast clock is corrected.
CREATE TABLE latchkey_forgotten_session (
    issued_from bigint NOT NULL,
    issued_to bigint NOT NULL,
    ends_to bigint NOT NULL
);

INSERT INTO latchkey_state (id, change_number, stamp, configuration_stamp, keys_stamp, uses_recorded_since)
    VALUES (1, 0, 0, 0, 0, CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint));

INSERT INTO latchkey_schema (version) VALUES (1);
