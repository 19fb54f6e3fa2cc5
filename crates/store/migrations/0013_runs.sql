-- Whether nobody named the environment: lists leave it out, and it is found by its name.
ALTER TABLE environments ADD COLUMN anonymous BOOLEAN NOT NULL DEFAULT FALSE;

-- Commands in environments, on this machine. The values of secret variables are never in here.
CREATE TABLE runs (
    id BIGINT NOT NULL PRIMARY KEY,
    -- What clients find it by, none when they gave no name.
    name TEXT UNIQUE,
    display_name TEXT NOT NULL,
    experiment TEXT NOT NULL,
    tags TEXT NOT NULL,
    environment TEXT NOT NULL,
    version TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The words or the shell line, as JSON text.
    command TEXT NOT NULL,
    variables TEXT NOT NULL,
    -- The names of secret variables.
    secrets TEXT NOT NULL,
    -- The digest of the files that it gets.
    code TEXT,
    -- The build that makes or made its image, and the manifest digest of that.
    build BIGINT NOT NULL REFERENCES builds (id),
    manifest TEXT,
    submitted_by TEXT NOT NULL,
    submitted_at TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    exit_code BIGINT,
    trouble TEXT,
    reason TEXT,
    -- Whether somebody asked it to stop while it ran.
    cancelling BOOLEAN NOT NULL,
    log_lines BIGINT NOT NULL,
    FOREIGN KEY (environment, version) REFERENCES versions (environment, version)
);
CREATE INDEX runs_version ON runs (environment, version, id);
CREATE INDEX runs_state ON runs (state, id);
CREATE INDEX runs_build ON runs (build, state);

CREATE TABLE run_lines (
    run BIGINT NOT NULL REFERENCES runs (id),
    number BIGINT NOT NULL,
    step TEXT NOT NULL,
    at BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run, number)
);
