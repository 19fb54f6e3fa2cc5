-- The image whose packages a build installs, exactly those; none when it resolves the definition.
ALTER TABLE builds ADD COLUMN lock TEXT;
