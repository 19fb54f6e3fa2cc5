-- Lists, estimates and metrics read indexes, not rows, which hold whole definitions and locks.

-- Images by size.
CREATE INDEX images_size ON images (size, built_at, image) WHERE current;
-- How long builds took, by the state in which they ended.
CREATE INDEX builds_durations ON builds (state, duration) WHERE duration IS NOT NULL;
-- The last steps of a kind, for estimates.
CREATE INDEX build_steps_done ON build_steps (kind, build, started_at, finished_at) WHERE state = 'done';
