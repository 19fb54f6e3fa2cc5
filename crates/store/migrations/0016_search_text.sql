-- What an environment is found by besides its name: its labels and the tags of its newest version, with case folded, which
-- databases do for ASCII alone or by the language of the machine. None until the program has written it, which it does
-- before anybody can ask; a migration that sets it to none has it written anew.
ALTER TABLE environments ADD COLUMN search_text TEXT;
