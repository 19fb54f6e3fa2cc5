-- How long a build takes is told by the last ones that are like it. Each of these indexes finds them alone, so that rows,
-- which hold whole definitions, are not read for it.
DROP INDEX builds_state;
DROP INDEX builds_stage;
CREATE INDEX builds_state ON builds (state, id, packages);
CREATE INDEX builds_stage ON builds (stage, state, id);
CREATE INDEX builds_python ON builds (python, state, id);
