-- The rule that explains why a build failed, and the line of its log that told; none when no rule knows its words.
ALTER TABLE builds ADD COLUMN rule TEXT;
ALTER TABLE builds ADD COLUMN rule_line BIGINT;
