-- How long a step should take, in milliseconds, said before it began; none while unknown, and for one that is reused.
ALTER TABLE build_steps ADD COLUMN expected BIGINT;
