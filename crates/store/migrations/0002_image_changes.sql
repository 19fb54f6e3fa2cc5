-- Which images there are, and which version names each, changes here: every change with a number, never removed. Browsers
-- and the index of the nearest images follow it.
CREATE TABLE image_changes (
    change BIGINT NOT NULL PRIMARY KEY,
    image TEXT NOT NULL
);
INSERT INTO image_changes (change, image)
SELECT ROW_NUMBER() OVER (ORDER BY built_at, image), image FROM images WHERE current;
