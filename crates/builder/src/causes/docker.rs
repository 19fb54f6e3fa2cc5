//! Docker steps: the Dockerfile itself, and the commands in it.

use super::{
    rule::{Rule, Words},
    texts::describe_missing_file,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "docker-unknown-instruction",
        title: "The Dockerfile has an instruction that does not exist",
        help: "Each line of a Dockerfile begins with an instruction such as FROM, RUN, COPY or ENV. Correct the spelling, or join the line to the one before with a backslash at its end.",
        words: &[Words::sentence(&["nknown instruction"], "the Dockerfile has an instruction that does not exist")],
    },
    Rule {
        id: "dockerfile-format",
        title: "The Dockerfile cannot be read",
        help: "It has to be text in UTF-8 that begins with FROM, one instruction after the other. Correct the line that the log names.",
        words: &[
            Words::line(&["ockerfile parse error"]),
            Words::line(&["Error: parsing main Dockerfile"]),
            Words::line(&["no build stage in current context"]),
            Words::line(&["file with no instructions"]),
            Words::line(&["Syntax error - can't find = in"]),
        ],
    },
    Rule {
        id: "copy-not-found",
        title: "A file to copy does not exist",
        help: "COPY and ADD take files of the build context, and a definition brings none but its Dockerfile. Download the file in a RUN instruction, or take a base image that has it.",
        words: &[
            Words::text(&["copier: stat: ", "no such file or directory"], describe_missing_file),
            Words::line(&["COPY failed: file not found in build context"]),
            Words::line(&["failed to compute cache key", "not found"]),
            Words::line(&["no items matching glob", "copied"]),
        ],
    },
    Rule {
        id: "make-no-targets",
        title: "make found no makefile",
        help: "The command make was run in a folder without a makefile and was not told what to make. Change into the folder of the sources first, or name the target.",
        words: &[Words::line(&["No targets specified and no makefile found"])],
    },
    Rule {
        id: "apt-get",
        title: "apt-get could not install a package",
        help: "The name may be wrong, or the list of packages is old or cannot be fetched. Run apt-get update in the same RUN instruction, check the names, and make sure that the machine that builds reaches the distribution's servers.",
        words: &[
            Words::beside(&["E: Unable to "], &["apt"]),
            Words::beside(&["E: Failed to fetch"], &["apt"]),
            Words::beside(&["E: Package ", "has no installation candidate"], &["apt"]),
            Words::beside(&["E: Version ", "was not found"], &["apt"]),
            Words::beside(&["E: Sub-process ", "returned an error code"], &["apt"]),
            Words::beside(&["E: Could not get lock"], &["apt"]),
            Words::beside(&["E: Could not open lock file"], &["apt"]),
            Words::beside(&["E: The repository "], &["apt"]),
            Words::beside(&["E: Invalid operation"], &["apt"]),
        ],
    },
    Rule {
        id: "conda-bare-redirection",
        title: "The shell read < or > as a redirection",
        help: "In a command, the signs < and > read and write files. Put the package with its version in quotes: pip install 'name<2'.",
        words: &[
            Words::beside(&["cannot open ", ": No such file"], &["install ", "<"]),
            Words::beside(&["/bin/sh: ", ": No such file or directory"], &["install ", "<"]),
            Words::beside(&["/bin/bash: ", ": No such file or directory"], &["install ", "<"]),
        ],
    },
    Rule {
        id: "command-not-recognized",
        title: "A command is not in the image",
        help: "The base image does not have this program, or not in its PATH. Install it in an earlier Docker step, or check the spelling.",
        words: &[
            Words::line(&["/bin/sh: ", ": not found"]),
            Words::line(&["/bin/sh: ", ": command not found"]),
            Words::line(&["/bin/bash: ", ": command not found"]),
            Words::line(&["executable file not found in $PATH"]),
        ],
    },
];

#[cfg(test)]
mod tests {
    use crate::causes::rule::samples::explains;

    #[test]
    fn an_instruction_that_does_not_exist() {
        explains(
            "docker-unknown-instruction",
            "Error: parsing main Dockerfile: Dockerfile: dockerfile parse error on line 2: unknown instruction: RUNN",
            "STEP 2/2: RUN ./emulate\nillegal instruction\nError: building at STEP \"RUN ./emulate\": exit status 132",
        );
    }

    #[test]
    fn a_dockerfile_that_cannot_be_read() {
        explains(
            "dockerfile-format",
            "Error: parsing main Dockerfile: Dockerfile: Syntax error - can't find = in \"PATH\". Must be of the form: name=value",
            "STEP 2/2: RUN python check.py\njson parse error on line 2\nError: building at STEP \"RUN python check.py\": exit status 1",
        );
    }

    #[test]
    fn a_file_that_is_not_in_the_context() {
        explains(
            "copy-not-found",
            "STEP 2/2: COPY requirements.txt /app/\nError: building at STEP \"COPY requirements.txt /app/\": checking on sources under \"/context\": copier: stat: \"/requirements.txt\": no such file or directory",
            "STEP 2/2: RUN cat /app/requirements.txt\ncat: /app/requirements.txt: No such file or directory\nError: building at STEP \"RUN cat /app/requirements.txt\": exit status 1",
        );
    }

    #[test]
    fn make_without_a_makefile() {
        explains(
            "make-no-targets",
            "STEP 3/3: RUN make\nmake: *** No targets specified and no makefile found.  Stop.\nError: building at STEP \"RUN make\": exit status 2",
            "STEP 3/3: RUN make\nmake: *** [Makefile:4: all] Error 1\nError: building at STEP \"RUN make\": exit status 2",
        );
    }

    #[test]
    fn a_distribution_package_that_is_not_there() {
        explains(
            "apt-get",
            "STEP 2/2: RUN apt-get install -y libgomp9\nReading package lists...\nE: Unable to locate package libgomp9\nError: building at STEP \"RUN apt-get install -y libgomp9\": exit status 100",
            "STEP 2/2: RUN apt-get install -y curl && false\nW: Some index files failed to download, old ones used instead.\nError: building at STEP \"RUN apt-get install -y curl && false\": exit status 1",
        );
    }

    #[test]
    fn a_version_that_the_shell_took_for_a_file() {
        explains(
            "conda-bare-redirection",
            "STEP 2/2: RUN pip install numpy<2\n/bin/sh: 1: cannot open 2: No such file\nError: building at STEP \"RUN pip install numpy<2\": exit status 2",
            "STEP 2/2: RUN sort < names\n/bin/sh: 1: cannot open names: No such file\nError: building at STEP \"RUN sort < names\": exit status 2",
        );
    }

    #[test]
    fn a_program_that_the_image_does_not_have() {
        explains(
            "command-not-recognized",
            "STEP 2/2: RUN unzip data.zip\n/bin/sh: 1: unzip: not found\nError: building at STEP \"RUN unzip data.zip\": exit status 127",
            "STEP 2/2: RUN ./find-data\ndata.zip: not found\nError: building at STEP \"RUN ./find-data\": exit status 1",
        );
    }
}
