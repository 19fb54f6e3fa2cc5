//! pip, and uv in its place; Python itself.

use super::{
    rule::{Rule, Words},
    texts::describe_conflict,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "pip-invalid-operator",
        title: "Invalid comparison operator in a requirement",
        help: "Between name and version stands ==, >=, <=, >, <, != or ~=. A single = is conda's: write name==1.2 under pip.",
        words: &[Words::line(&["is not a valid operator"]), Words::line(&["no such comparison operator"])],
    },
    Rule {
        id: "pip-invalid-wheel",
        title: "The file is not a wheel that can be installed here",
        help: "The name of a wheel tells its version, Python and platform (name-1.0-py3-none-any.whl). The file was renamed, or it is for another Python or platform: take the original name, or the right file.",
        words: &[
            Words::line(&["nvalid wheel filename"]),
            Words::line(&["is not a valid wheel filename"]),
            Words::line(&["is not a supported wheel on this platform"]),
            Words::line(&["The wheel filename ", " is invalid"]),
        ],
    },
    Rule {
        id: "pip-cant-uninstall",
        title: "pip cannot replace a package of the distribution",
        help: "The base image brought the package by other means than pip, so pip does not know what to remove. Ask for the version that is there, or add --ignore-installed in the Docker step.",
        words: &[
            Words::line(&["Cannot uninstall", "It is a distutils installed project"]),
            Words::line(&["Cannot uninstall", "RECORD file"]),
            Words::line(&["error: uninstall-no-record-file"]),
            Words::line(&["error: uninstall-distutils-installed-package"]),
        ],
    },
    Rule {
        id: "interactive-auth",
        title: "A package index asked for a name and password",
        help: "Nobody can answer during a build. Give the machine that builds the credentials of the private index, and make sure that the address in the definition is right.",
        words: &[
            Words::beside(&["EOFError: EOF when reading a line"], &["User for "]),
            Words::line(&["could not read Username for "]),
            Words::line(&["could not read Password for "]),
            Words::line(&["the index at ", "user name and password"]),
            Words::line(&["HTTP status client error (401 Unauthorized)"]),
        ],
    },
    Rule {
        id: "index-unreachable",
        title: "The package index does not answer",
        help: "The machine that builds gets no answer from the index, or one that says that the index itself failed. Make sure that its address is right, that it is running and that this machine reaches it, then retry: what was fetched before is kept.",
        words: &[
            Words::line(&["the index at ", " cannot be used: "]),
            Words::line(&["the index at ", " cannot be read: "]),
            Words::beside(&["operation timed out"], &["Failed to fetch: "]),
            Words::beside(&["client error (Connect)"], &["Failed to fetch: "]),
            Words::beside(&["HTTP status server error"], &["Failed to fetch: "]),
        ],
    },
    Rule {
        id: "forbidden-blob",
        title: "Access to a file in a storage account was denied",
        help: "The storage refuses the build: the signature in the address has expired, or the account lets only some networks in. Make a new address for the file, or open the account to the machine that builds.",
        words: &[
            Words::line(&["This request is not authorized to perform this operation"]),
            Words::line(&["Signature not valid in the specified time frame"]),
            Words::line(&["Public access is not permitted on this storage account"]),
            Words::line(&[".blob.core.", "403"]),
        ],
    },
    Rule {
        id: "utf8",
        title: "A file is not text in UTF-8",
        help: "It holds signs in another encoding, often from copying out of a document. Save it as UTF-8, or type the line again.",
        words: &[
            Words::line(&["UnicodeDecodeError: 'utf-8' codec can't decode"]),
            Words::line(&["UnicodeDecodeError: 'utf8' codec can't decode"]),
            Words::line(&["stream did not contain valid UTF-8"]),
        ],
    },
    Rule {
        id: "python-incompatible",
        title: "A package is not for this version of Python",
        help: "The package asks for a newer or older Python than the one of the definition. Change the Python version, or take a version of the package that fits it.",
        words: &[
            Words::line(&["requires a different Python: "]),
            Words::line(&["requires a different Python version"]),
            Words::line(&["the requested Python version", "does not satisfy Python"]),
            Words::line(&["the current Python version", "does not satisfy Python"]),
            Words::line(&["the definition asks for Python ", ", the base image has "]),
        ],
    },
    Rule {
        id: "conda-no-matching-dist",
        title: "The pip part of the conda file needs a package that does not exist",
        help: "conda was done, then pip found no release of the package that fits this Python. Check its name and version in the pip part, and that the index can be reached.",
        words: &[
            Words::beside(&["No matching distribution found for "], &["Pip subprocess error"]),
            Words::beside(&["No matching distribution found for "], &["CondaEnvException"]),
        ],
    },
    Rule {
        id: "pip-no-matching-dist",
        title: "No matching release of a package",
        help: "The package index has no package of that name, or no release in that version for this Python. Check the name, choose an existing version, and make sure that the index can be reached.",
        words: &[
            Words::line(&["No matching distribution found for "]),
            Words::line(&["Because ", " was not found in the package registry"]),
            Words::line(&["ecause there is no version of "]),
            Words::beside(&["ecause only "], &["No solution found when resolving dependencies"]),
        ],
    },
    Rule {
        id: "python-module-missing",
        title: "A Python module is missing",
        help: "The code imports a module that is not installed at this point. Add the package that brings it, before the step that needs it; its name may differ from that of the module.",
        words: &[
            Words::line(&["ModuleNotFoundError: No module named "]),
            Words::line(&["ImportError: No module named "]),
        ],
    },
    Rule {
        id: "pip-failed",
        title: "The pip packages could not be installed",
        help: "pip says why in the lines around this one: packages that exclude one another, or one that cannot be built. Loosen or change the versions of the packages that it names.",
        words: &[
            Words::line(&["ERROR: ResolutionImpossible"]),
            Words::text(&["ERROR: Cannot install ", "conflicting dependencies"], describe_conflict),
            Words::line(&["ERROR: Failed building wheel for "]),
            Words::line(&["ERROR: Could not build wheels for "]),
            Words::line(&["ERROR: Failed to build installable wheels for "]),
            Words::line(&["ERROR: Could not install packages due to "]),
            Words::line(&["CondaEnvException: Pip failed"]),
            Words::line(&["No solution found when resolving dependencies"]),
            Words::line(&["error: Failed to build `"]),
        ],
    },
];

#[cfg(test)]
mod tests {
    use crate::causes::rule::samples::{explains, of_cause};

    #[test]
    fn a_single_equals_sign() {
        explains(
            "pip-invalid-operator",
            "error: Couldn't parse requirement in `requirements.txt` at position 0\n  cause: no such comparison operator \"=\", must be one of ~= == != <= >= < > ===\nsix=1.16.0\n   ^^^^^^^",
            "STEP 2/2: RUN python check.py\nTypeError: unsupported operand type(s) for =: 'int' and 'str'\nError: building at STEP \"RUN python check.py\": exit status 1",
        );
    }

    #[test]
    fn a_wheel_that_was_renamed() {
        explains(
            "pip-invalid-wheel",
            "STEP 2/2: RUN pip install ./mine.whl\nERROR: mine.whl is not a valid wheel filename.\nError: building at STEP \"RUN pip install ./mine.whl\": exit status 1",
            "STEP 2/2: RUN pip install ./mine-1.0-py3-none-any.whl\nERROR: Wheel 'mine' located at /mine-1.0-py3-none-any.whl is invalid.\nError: building at STEP \"RUN pip install ./mine-1.0-py3-none-any.whl\": exit status 1",
        );
    }

    #[test]
    fn a_package_that_the_distribution_installed() {
        explains(
            "pip-cant-uninstall",
            "STEP 2/2: RUN pip install pyyaml==6\nERROR: Cannot uninstall 'PyYAML'. It is a distutils installed project and thus we cannot accurately determine which files belong to it\nError: building at STEP \"RUN pip install pyyaml==6\": exit status 1",
            "STEP 2/2: RUN pip uninstall -y pyyaml && false\nWARNING: Skipping pyyaml as it is not installed.\nError: building at STEP \"RUN pip uninstall -y pyyaml && false\": exit status 1",
        );
    }

    #[test]
    fn an_index_that_asks_who_is_there() {
        explains(
            "interactive-auth",
            "STEP 2/2: RUN pip install -i https://feed.example/simple private\nUser for feed.example: ERROR: Exception:\nEOFError: EOF when reading a line\nError: building at STEP \"RUN pip install -i https://feed.example/simple private\": exit status 2",
            "STEP 2/2: RUN python ask.py\nEOFError: EOF when reading a line\nError: building at STEP \"RUN python ask.py\": exit status 1",
        );
    }

    #[test]
    fn an_index_that_refuses_a_password() {
        let cause = "ours was not found, but the index at feed.example does not take the user name and password that it was \
                     given (401 Unauthorized, https://feed.example/simple/ours/). Put the right ones into the address";
        assert_eq!(of_cause(cause), Some("interactive-auth"));
        explains(
            "interactive-auth",
            "error: Failed to download `six==1.16.0`\n  cause: Failed to fetch: https://feed.example/six.whl\n  cause: HTTP status client error (401 Unauthorized) for url (https://feed.example/six.whl)",
            "STEP 2/2: RUN curl -f https://host.example/a\ncurl: (22) The requested URL returned error: 401\nError: building at STEP \"RUN curl\": exit status 22",
        );
    }

    #[test]
    fn an_index_that_does_not_answer() {
        explains(
            "index-unreachable",
            "error: Request failed after 3 retries in 14.0s\n  cause: Failed to fetch: http://index.example/simple/six/\n  cause: error sending request for url (http://index.example/simple/six/)\n  cause: operation timed out",
            "STEP 2/2: RUN python train.py\nrequests: operation timed out\nError: building at STEP \"RUN python train.py\": exit status 1",
        );
        assert_eq!(
            of_cause("the index at index.example cannot be used: operation timed out (http://index.example/simple/)"),
            Some("index-unreachable")
        );
    }

    #[test]
    fn a_signature_that_has_expired() {
        explains(
            "forbidden-blob",
            "STEP 2/2: RUN pip install https://data.blob.core.windows.net/wheels/a-1.0-py3-none-any.whl\nERROR: HTTP error 403 while getting https://data.blob.core.windows.net/wheels/a-1.0-py3-none-any.whl\nError: building at STEP \"RUN pip install a\": exit status 1",
            "STEP 2/2: RUN curl -f https://host.example/a\ncurl: (22) The requested URL returned error: 403\nError: building at STEP \"RUN curl -f https://host.example/a\": exit status 22",
        );
    }

    #[test]
    fn a_file_in_another_encoding() {
        explains(
            "utf8",
            "STEP 2/2: RUN conda env create -f a.yml\nUnicodeDecodeError: 'utf-8' codec can't decode byte 0x93 in position 40: invalid start byte\nError: building at STEP \"RUN conda env create -f a.yml\": exit status 1",
            "STEP 2/2: RUN python a.py\nUnicodeEncodeError: 'ascii' codec can't encode character\nError: building at STEP \"RUN python a.py\": exit status 1",
        );
    }

    #[test]
    fn a_package_for_another_python() {
        explains(
            "python-incompatible",
            "error: No solution found when resolving dependencies\n  cause: Because the requested Python version (>=3.8) does not satisfy Python>=3.10 and pandas==2.3.0 depends on Python>=3.10, we can conclude that pandas==2.3.0 cannot be used.",
            "error: No solution found when resolving dependencies\n  cause: Because there is no version of six==99 and you require six==99, we can conclude that your requirements are unsatisfiable.",
        );
        assert_eq!(
            of_cause("the definition asks for Python 3.9, the base image has 3.11.2: change the version"),
            Some("python-incompatible")
        );
    }

    #[test]
    fn the_pip_part_of_a_conda_file() {
        explains(
            "conda-no-matching-dist",
            "STEP 2/2: RUN conda env create -f a.yml\nPip subprocess error:\nERROR: Could not find a version that satisfies the requirement six==99 (from versions: 1.16.0)\nERROR: No matching distribution found for six==99\nCondaEnvException: Pip failed\nError: building at STEP \"RUN conda env create -f a.yml\": exit status 1",
            "STEP 2/2: RUN pip install six==99\nERROR: No matching distribution found for six==99\nError: building at STEP \"RUN pip install six==99\": exit status 1",
        );
    }

    #[test]
    fn a_version_that_was_never_released() {
        explains(
            "pip-no-matching-dist",
            "error: No solution found when resolving dependencies\n  cause: Because there is no version of six==99 and you require six==99, we can conclude that your requirements are unsatisfiable.",
            "error: No solution found when resolving dependencies\n  cause: Because requests==2.32.3 depends on urllib3>=1.21.1 and you require urllib3==1.20, we can conclude that your requirements are unsatisfiable.",
        );
    }

    #[test]
    fn a_module_that_is_not_installed() {
        explains(
            "python-module-missing",
            "STEP 2/2: RUN python -m train\nModuleNotFoundError: No module named 'yaml'\nError: building at STEP \"RUN python -m train\": exit status 1",
            "STEP 2/2: RUN python -m train\nImportError: cannot import name 'load' from 'yaml'\nError: building at STEP \"RUN python -m train\": exit status 1",
        );
    }

    #[test]
    fn packages_that_exclude_one_another() {
        explains(
            "pip-failed",
            "STEP 2/2: RUN pip install -r a.txt\nERROR: Cannot install requests==2.32.3 and urllib3==1.20 because these package versions have conflicting dependencies.\nERROR: ResolutionImpossible: for help see the documentation\nError: building at STEP \"RUN pip install -r a.txt\": exit status 1",
            "STEP 2/2: RUN pip check\nrequests 2.32.3 has requirement urllib3>=1.21.1, but you have urllib3 1.20.\nError: building at STEP \"RUN pip check\": exit status 1",
        );
    }
}
