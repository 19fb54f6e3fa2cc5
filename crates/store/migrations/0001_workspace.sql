-- Everything that the workspace knows. Written so that it runs unchanged on SQLite and PostgreSQL: times are RFC 3339
-- text in UTC with milliseconds (they sort as text), lists and maps are JSON text, digests are 64 hexadecimal digits.

CREATE TABLE environments (
    name TEXT NOT NULL PRIMARY KEY,
    type TEXT NOT NULL,
    archived BOOLEAN NOT NULL,
    owner TEXT NOT NULL,
    -- The newest version, repeated here so that lists need no search for it.
    latest TEXT NOT NULL,
    latest_image TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    versions BIGINT NOT NULL
);
CREATE INDEX environments_changed ON environments (changed_at, name);
CREATE INDEX environments_latest_image ON environments (latest_image);

-- The packages of each newest version, for the search.
CREATE TABLE packages (
    environment TEXT NOT NULL REFERENCES environments (name),
    package TEXT NOT NULL,
    PRIMARY KEY (package, environment)
);
CREATE INDEX packages_environment ON packages (environment);

-- Never updated but for description and tags.
CREATE TABLE versions (
    environment TEXT NOT NULL REFERENCES environments (name),
    version TEXT NOT NULL,
    -- The order of registration in its environment, the first is 1.
    sequence BIGINT NOT NULL,
    -- The version as a number, none when it is not one.
    number BIGINT,
    type TEXT NOT NULL,
    base TEXT NOT NULL,
    steps TEXT NOT NULL,
    python TEXT NOT NULL,
    spark TEXT NOT NULL,
    extras TEXT,
    stage TEXT NOT NULL,
    image TEXT NOT NULL,
    filled BIGINT NOT NULL,
    registered_at TEXT NOT NULL,
    registered_by TEXT NOT NULL,
    description TEXT NOT NULL,
    tags TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (environment, version),
    UNIQUE (environment, sequence)
);
CREATE INDEX versions_image ON versions (image, registered_at);

CREATE TABLE builds (
    id BIGINT NOT NULL PRIMARY KEY,
    base TEXT NOT NULL,
    steps TEXT NOT NULL,
    python TEXT NOT NULL,
    spark TEXT NOT NULL,
    extras TEXT,
    stage TEXT NOT NULL,
    image TEXT NOT NULL,
    filled BIGINT NOT NULL,
    state TEXT NOT NULL,
    rebuild BOOLEAN NOT NULL,
    -- Whether somebody asked a running build to stop.
    cancelling BOOLEAN NOT NULL,
    -- How often the server died during it.
    interruptions BIGINT NOT NULL,
    -- Whether the image of step 1 was there, none while unknown.
    stage_reused BOOLEAN,
    queued_at TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    -- Milliseconds from beginning to end.
    duration BIGINT,
    expected BIGINT,
    cause TEXT,
    manifest TEXT,
    log_lines BIGINT NOT NULL,
    definition TEXT NOT NULL
);
-- Single flight: one build of an image that waits or runs.
CREATE UNIQUE INDEX builds_active ON builds (image) WHERE state IN ('queued', 'running');
CREATE INDEX builds_image ON builds (image, id);
CREATE INDEX builds_state ON builds (state, id);

CREATE TABLE build_steps (
    build BIGINT NOT NULL REFERENCES builds (id),
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    detail TEXT NOT NULL,
    PRIMARY KEY (build, position)
);

-- The versions that asked for a build, in order.
CREATE TABLE build_versions (
    build BIGINT NOT NULL REFERENCES builds (id),
    position BIGINT NOT NULL,
    environment TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (build, position),
    FOREIGN KEY (environment, version) REFERENCES versions (environment, version)
);

CREATE TABLE log_lines (
    build BIGINT NOT NULL REFERENCES builds (id),
    number BIGINT NOT NULL,
    step TEXT NOT NULL,
    at BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (build, number)
);

-- What builds made. A hash may have several manifests, the newest is current; none is ever removed by a rebuild.
CREATE TABLE images (
    image TEXT NOT NULL,
    manifest TEXT NOT NULL,
    base TEXT NOT NULL,
    steps TEXT NOT NULL,
    python TEXT NOT NULL,
    spark TEXT NOT NULL,
    extras TEXT,
    stage TEXT NOT NULL,
    filled BIGINT NOT NULL,
    current BOOLEAN NOT NULL,
    built_at TEXT NOT NULL,
    build BIGINT NOT NULL REFERENCES builds (id),
    duration BIGINT NOT NULL,
    repository TEXT NOT NULL,
    size BIGINT NOT NULL,
    base_manifest TEXT,
    layers TEXT NOT NULL,
    dockerfile TEXT NOT NULL,
    definition TEXT NOT NULL,
    lock TEXT NOT NULL,
    PRIMARY KEY (image, manifest)
);
CREATE UNIQUE INDEX images_current ON images (image) WHERE current;
CREATE INDEX images_built ON images (built_at, image) WHERE current;
-- Finding the nearest images reads this index alone.
CREATE INDEX images_components ON images (current, built_at, image, base, steps, python, spark);

-- The audit trail: one row for every write, in the same transaction.
CREATE TABLE activity (
    id BIGINT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL
);
CREATE INDEX activity_subject ON activity (subject, id);
