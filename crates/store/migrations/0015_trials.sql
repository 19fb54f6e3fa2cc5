-- What trying an image found, as JSON text; none for images and builds from before there were trials.

-- With what it was tried besides: the interpreter, and the digest of the variables.
ALTER TABLE images ADD COLUMN trial TEXT;

-- Also of a build that failed because of it.
ALTER TABLE builds ADD COLUMN trial TEXT;
