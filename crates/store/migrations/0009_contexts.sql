-- The build contexts whose files are in the folder `contexts`, an archive each.
CREATE TABLE contexts (
    digest TEXT NOT NULL PRIMARY KEY,
    -- Path, mode, size and digest of every file.
    files TEXT NOT NULL,
    size BIGINT NOT NULL,
    uploaded_at TEXT NOT NULL,
    -- Whether a version or a build refers to it. These are never removed, so neither is it.
    needed BOOLEAN NOT NULL
);
