-- The index of the nearest images: for every image that may be reused, its fingerprint, and the keys by which those that
-- are alike are found. Later ones have greater numbers.
CREATE TABLE fingerprints (
    id BIGINT NOT NULL PRIMARY KEY,
    image TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL
);
CREATE TABLE fingerprint_keys (
    key BIGINT NOT NULL,
    fingerprint BIGINT NOT NULL,
    PRIMARY KEY (key, fingerprint)
) WITHOUT ROWID;
-- The images that are yet to be put into the index, which the server does once it runs; a migration that fills this has the
-- index written anew.
CREATE TABLE fingerprints_missing (image TEXT NOT NULL PRIMARY KEY);
INSERT INTO fingerprints_missing (image) SELECT image FROM images WHERE current ORDER BY built_at;

-- Nothing reads all images to find the nearest any more.
DROP INDEX images_components;
