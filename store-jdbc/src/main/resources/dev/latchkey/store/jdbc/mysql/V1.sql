-- Latchkey, tables of version 1, for MariaDB and MySQL 8.
-- Moments are microseconds since 1970-01-01T00:00:00Z: select from_unixtime(expires_at / 1000000).

CREATE TABLE IF NOT EXISTS latchkey_schema (
    version integer NOT NULL PRIMARY KEY
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row. Whoever changes anything locks it first; every node looks at it again and again.
CREATE TABLE IF NOT EXISTS latchkey_state (
    id integer NOT NULL PRIMARY KEY,
    change_number bigint NOT NULL,
    stamp bigint NOT NULL,
    configuration_stamp bigint NOT NULL,
    keys_stamp bigint NOT NULL,
    -- Since when last_seen_at is kept: when this table was made.
    uses_recorded_since bigint NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What changed, so that nodes forget just that. The oldest rows go when there are many.
CREATE TABLE IF NOT EXISTS latchkey_change_log (
    change_number bigint NOT NULL,
    place integer NOT NULL,
    stamp bigint NOT NULL,
    kind varchar(16) NOT NULL,
    subject varchar(256) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (change_number, place)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS latchkey_service_token (
    id char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    place bigint NOT NULL UNIQUE,
    client_id varchar(256) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
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
    roles mediumtext,
    search_text varchar(1100) NOT NULL,
    INDEX latchkey_service_token_name (name),
    INDEX latchkey_service_token_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS latchkey_expiry_notice (
    service_token_id char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (service_token_id, expires_at),
    FOREIGN KEY (service_token_id) REFERENCES latchkey_service_token (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Organization, applications, policies, rule groups and IP lists, each as the configuration file has it.
CREATE TABLE IF NOT EXISTS latchkey_configuration (
    kind varchar(16) NOT NULL,
    id char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    place integer NOT NULL,
    body mediumtext NOT NULL,
    PRIMARY KEY (kind, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS latchkey_signing_key (
    kid varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    place integer NOT NULL,
    private_key mediumtext NOT NULL,
    certificate mediumtext NOT NULL,
    created_at bigint NOT NULL,
    verify_until bigint
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS latchkey_revocation (
    session_id varchar(256) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    issued_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    change_number bigint NOT NULL,
    INDEX latchkey_revocation_ends_at (ends_at),
    INDEX latchkey_revocation_change_number (change_number)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Outlines of ended sessions whose rows are gone, so that they stay ended if a clock was ahead and is put right.
CREATE TABLE IF NOT EXISTS latchkey_forgotten_session (
    issued_from bigint NOT NULL,
    issued_to bigint NOT NULL,
    ends_to bigint NOT NULL
) ENGINE = InnoDB;

INSERT IGNORE INTO latchkey_state (id, change_number, stamp, configuration_stamp, keys_stamp, uses_recorded_since)
    VALUES (1, 0, 0, 0, 0, CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED));

INSERT INTO latchkey_schema (version) VALUES (1);
