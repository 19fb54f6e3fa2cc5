-- What an entry of the audit trail changed, as JSON text; entries from before say nothing.
ALTER TABLE activity ADD COLUMN detail TEXT NOT NULL DEFAULT '{}';
CREATE INDEX activity_at ON activity (at, id);
CREATE INDEX activity_action ON activity (action, id);

-- What people sort an environment by, as JSON text: names with values.
ALTER TABLE environments ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
