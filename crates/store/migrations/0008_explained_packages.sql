-- The package of the definition that the failure is about: its list and its name; none when the log names none of them.
ALTER TABLE builds ADD COLUMN rule_source TEXT;
ALTER TABLE builds ADD COLUMN rule_package TEXT;
