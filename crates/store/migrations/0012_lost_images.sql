-- Images that left the registry are looked for by their hash: what no version has now, and could have again.
CREATE INDEX images_left ON images (image, build) WHERE evicted_at IS NOT NULL;
