-- Which version of the hash computed the digests of a row (`HASH_VERSION` of the crate `definition`). Images of another
-- version than the program's are kept and shown, and never offered for reuse. Rows from before this was recorded are of
-- version 1; every new row names its version, so the default is for them alone.
ALTER TABLE versions ADD COLUMN hash_version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE builds ADD COLUMN hash_version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE images ADD COLUMN hash_version BIGINT NOT NULL DEFAULT 1;
-- The versions whose digests are to be computed anew, in an order in which that can be continued.
CREATE INDEX versions_hash_version ON versions (hash_version, environment, version);
-- The builds that an older version of the hash left waiting or running.
CREATE INDEX builds_unfinished ON builds (hash_version, id) WHERE state IN ('queued', 'running');

-- Finding the nearest images reads this index alone.
DROP INDEX images_components;
CREATE INDEX images_components ON images (current, hash_version, built_at, image, base, steps, python, spark);

-- The digests that a version had under older versions of the hash; its images of then are found by them.
CREATE TABLE former_digests (
    environment TEXT NOT NULL,
    version TEXT NOT NULL,
    hash_version BIGINT NOT NULL,
    base TEXT NOT NULL,
    steps TEXT NOT NULL,
    python TEXT NOT NULL,
    spark TEXT NOT NULL,
    extras TEXT,
    stage TEXT NOT NULL,
    image TEXT NOT NULL,
    filled BIGINT NOT NULL,
    -- The manifest digest that the version was tied to; none when it was tied to no image.
    tied TEXT,
    PRIMARY KEY (environment, version, hash_version),
    FOREIGN KEY (environment, version) REFERENCES versions (environment, version)
);
CREATE INDEX former_digests_image ON former_digests (image, environment, version);
