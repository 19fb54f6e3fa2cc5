-- What Microsoft's clients need besides: versions that are hidden from lists, labels that name a version, and the files
-- that they upload.

ALTER TABLE versions ADD COLUMN archived BOOLEAN NOT NULL DEFAULT FALSE;

-- What people call a version of an environment (`prod`); each label names one version at a time.
CREATE TABLE version_labels (
    environment TEXT NOT NULL,
    label TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (environment, label),
    FOREIGN KEY (environment, version) REFERENCES versions (environment, version)
);
CREATE INDEX version_labels_version ON version_labels (environment, version);

-- Uploaded files by their path; the contents are in the folder `blobs`, by their digest.
CREATE TABLE blobs (
    path TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL,
    size BIGINT NOT NULL,
    -- Names with values that the client gave, as JSON text.
    metadata TEXT NOT NULL,
    modified_at TEXT NOT NULL
);
CREATE INDEX blobs_content ON blobs (content);

-- The folders that runs of azureml-core bring along, by the id that the client gave, and the digest of their files.
CREATE TABLE snapshots (
    id TEXT NOT NULL PRIMARY KEY,
    context TEXT NOT NULL REFERENCES contexts (digest)
);
