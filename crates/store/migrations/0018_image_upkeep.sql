-- Upkeep of images: evicted without a transaction that waits for the registry, chosen for it without reading all of them, and
-- compared with the registry a part at a time.

-- Whether an evicted image may still be in the registry: it is being removed there, or the server died while it was.
ALTER TABLE images ADD COLUMN evicting BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX images_evicting ON images (image, manifest, stage) WHERE evicting;
-- When the registry was last asked for the image to compare; none before the first time.
ALTER TABLE images ADD COLUMN checked_at TEXT;
CREATE INDEX images_checked ON images (checked_at, build DESC, image, manifest, vanished) WHERE evicted_at IS NULL OR vanished;

-- Choosing what to evict reads this index, not the rows, which hold whole locks.
CREATE INDEX images_evictable ON images (image, manifest, current, hash_version, built_at, size, duration, evicted_at)
    WHERE evicted_at IS NULL;
CREATE INDEX images_stage ON images (stage) WHERE evicted_at IS NULL;
CREATE INDEX former_digests_tied ON former_digests (image, tied) WHERE tied IS NOT NULL;

-- How many images in the registry have a layer, so that nobody counts over all images what an eviction frees, and how many
-- bytes all of them take, layers that several share counted once.
CREATE TABLE layers (
    digest TEXT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    holders BIGINT NOT NULL
);
CREATE TABLE layer_totals (bytes BIGINT NOT NULL);
INSERT INTO layers (digest, size, holders)
SELECT json_extract(layer.value, '$.digest'), MAX(json_extract(layer.value, '$.size')), COUNT(*)
FROM images, json_each(images.layers) AS layer WHERE images.evicted_at IS NULL GROUP BY 1;
INSERT INTO layer_totals (bytes) SELECT COALESCE(SUM(size), 0) FROM layers;

CREATE TRIGGER total_of_new_layers AFTER INSERT ON layers BEGIN
    UPDATE layer_totals SET bytes = bytes + NEW.size;
END;
CREATE TRIGGER total_of_layers AFTER UPDATE OF holders ON layers WHEN (OLD.holders > 0) <> (NEW.holders > 0) BEGIN
    UPDATE layer_totals SET bytes = bytes + CASE WHEN NEW.holders > 0 THEN NEW.size ELSE -NEW.size END;
END;
CREATE TRIGGER layers_of_new_images AFTER INSERT ON images WHEN NEW.evicted_at IS NULL BEGIN
    INSERT INTO layers (digest, size, holders)
    SELECT json_extract(layer.value, '$.digest'), json_extract(layer.value, '$.size'), 1
    FROM json_each(NEW.layers) AS layer WHERE TRUE
    ON CONFLICT (digest) DO UPDATE SET holders = holders + 1;
END;
CREATE TRIGGER layers_of_images_before AFTER UPDATE OF evicted_at, layers ON images WHEN OLD.evicted_at IS NULL BEGIN
    UPDATE layers SET holders = holders -
        (SELECT COUNT(*) FROM json_each(OLD.layers) AS layer WHERE json_extract(layer.value, '$.digest') = layers.digest)
    WHERE digest IN (SELECT json_extract(layer.value, '$.digest') FROM json_each(OLD.layers) AS layer);
END;
CREATE TRIGGER layers_of_images_after AFTER UPDATE OF evicted_at, layers ON images WHEN NEW.evicted_at IS NULL BEGIN
    INSERT INTO layers (digest, size, holders)
    SELECT json_extract(layer.value, '$.digest'), json_extract(layer.value, '$.size'), 1
    FROM json_each(NEW.layers) AS layer WHERE TRUE
    ON CONFLICT (digest) DO UPDATE SET holders = holders + 1;
END;

-- Old uploads are looked for by their age.
CREATE INDEX blobs_modified ON blobs (modified_at, path);
