-- Images over time: which are still in the registry, which versions are tied to one, and what reuse saved.

-- When the manifest left the registry, none while it is there. The row stays, with lock and layers.
ALTER TABLE images ADD COLUMN evicted_at TEXT;
-- Whether it left without being evicted here: then it may be there again one day.
ALTER TABLE images ADD COLUMN vanished BOOLEAN NOT NULL DEFAULT FALSE;

-- How many Python packages the definition asks for, none for builds from before this was counted.
ALTER TABLE builds ADD COLUMN packages BIGINT;
CREATE INDEX builds_stage ON builds (stage, id);

-- Versions whose image is one digest, whatever is built or restored.
CREATE TABLE ties (
    environment TEXT NOT NULL,
    version TEXT NOT NULL,
    image TEXT NOT NULL,
    manifest TEXT NOT NULL,
    tied_at TEXT NOT NULL,
    tied_by TEXT NOT NULL,
    PRIMARY KEY (environment, version),
    FOREIGN KEY (environment, version) REFERENCES versions (environment, version),
    FOREIGN KEY (image, manifest) REFERENCES images (image, manifest)
);
CREATE INDEX ties_image ON ties (image, manifest);

-- Builds that were not made because their image was there, or was being made for somebody else.
CREATE TABLE reuses (
    id BIGINT NOT NULL PRIMARY KEY,
    image TEXT NOT NULL,
    manifest TEXT NOT NULL,
    at TEXT NOT NULL,
    -- Milliseconds that the build would have taken, and bytes that it would have written.
    saved BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    FOREIGN KEY (image, manifest) REFERENCES images (image, manifest)
);
CREATE INDEX reuses_image ON reuses (image, at, saved, bytes);
