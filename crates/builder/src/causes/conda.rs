//! Conda: its packages, its channels, and conda itself.

use super::rule::{Rule, Words};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "conda-command-not-found",
        title: "The base image has no conda",
        help: "A Docker step runs conda, which is not in the image or not in its PATH. Take a base image with conda, install it in an earlier step, or leave the packages to the definition: it needs no conda in the image.",
        words: &[
            Words::line(&["conda: not found"]),
            Words::line(&["conda: command not found"]),
            Words::line(&["\"conda\": executable file not found"]),
        ],
    },
    Rule {
        id: "conda-bad-spec",
        title: "Invalid conda package specification",
        help: "A line of the conda part cannot be read, or a conda command has a wrong argument. Write name, name=1.2 or name>=1.2; pip packages and git addresses belong under pip.",
        words: &[
            Words::line(&["InvalidMatchSpec"]),
            Words::line(&["InvalidSpec"]),
            Words::line(&["InvalidVersionSpec"]),
            Words::line(&["CondaValueError: "]),
            Words::line(&["conda", "error: unrecognized arguments"]),
            Words::line(&["in the conda part cannot be read"]),
        ],
    },
    Rule {
        id: "conda-communications",
        title: "A channel cannot be reached",
        help: "The channel does not answer: its address may be wrong, it may require credentials, or the network blocks the build. Check the channels of the definition, then retry.",
        words: &[
            Words::line(&["CondaHTTPError: "]),
            Words::line(&["CondaSSLError: "]),
            Words::line(&["UnavailableInvalidChannel"]),
            Words::line(&["ChannelNotAllowed"]),
            Words::line(&["the channel ", " cannot be read: "]),
        ],
    },
    Rule {
        id: "conda-package-not-found",
        title: "No channel has a conda package",
        help: "No channel of the definition has this package for this platform. Check its name and version, add the channel that has it, or move it under pip.",
        words: &[
            Words::line(&["ResolvePackageNotFound"]),
            Words::line(&["PackagesNotFoundError"]),
            Words::line(&["nothing provides ", " needed by "]),
            Words::line(&["nothing provides requested "]),
            Words::line(&["No candidates were found for "]),
        ],
    },
    Rule {
        id: "conda-timeout",
        title: "Resolving the packages takes too long",
        help: "Many packages without versions, or with versions that exclude one another, leave too much to try. Pin the large packages to versions that fit together, and remove what is not needed.",
        words: &[
            Words::beside(&["timed out"], &["Solving environment"]),
            Words::line(&["conda", "timed out after"]),
            Words::line(&["resolution-too-deep"]),
            Words::line(&["ResolutionTooDeep"]),
        ],
    },
    Rule {
        id: "conda-oom",
        title: "Out of memory",
        help: "The system killed a command that needed more memory than there is. Pin versions, so that there is less to try, install large packages one after the other, or build on a machine with more memory.",
        words: &[
            Words::sentence(
                &["subprocess exited on killed"],
                "a command was killed, probably because the machine ran out of memory",
            ),
            Words::line(&["MemoryError"]),
            Words::line(&["std::bad_alloc"]),
            Words::line(&["Cannot allocate memory"]),
            Words::line(&["exit status 137"]),
        ],
    },
    Rule {
        id: "mpi4py",
        title: "mpi4py cannot be built without MPI",
        help: "mpi4py is compiled against an MPI library, which the image does not have. Install one in the Docker steps (on Debian and Ubuntu: libopenmpi-dev and openmpi-bin), or take mpi4py from conda.",
        words: &[
            Words::line(&["Failed building wheel for mpi4py"]),
            Words::line(&["Could not build wheels for mpi4py"]),
            Words::line(&["Failed to build `mpi4py"]),
            Words::line(&["Cannot compile MPI programs"]),
        ],
    },
    Rule {
        id: "horovod",
        title: "Horovod cannot be built here",
        help: "Horovod is compiled against MPI or Gloo and the framework it serves. Install cmake, a C++ compiler and the framework in the Docker steps before it, or take a base image that has Horovod.",
        words: &[
            Words::line(&["Failed building wheel for horovod"]),
            Words::line(&["Could not build wheels for horovod"]),
            Words::line(&["Failed to build `horovod"]),
        ],
    },
    Rule {
        id: "conda-missing-command",
        title: "Installing a package needs a program that is missing",
        help: "A package calls another program while it is installed, such as git, cmake or pg_config. Install that program in the Docker steps, or take a version of the package that comes ready to use.",
        words: &[
            Words::line(&["Cannot find command 'git'"]),
            Words::line(&["Git executable not found"]),
            Words::line(&["CMake must be installed to build"]),
            Words::line(&["pg_config executable not found"]),
            Words::beside(&["No such file or directory: 'git'"], &["rror"]),
            Words::beside(&["No such file or directory: 'cmake'"], &["rror"]),
            Words::beside(&["No such file or directory: 'nvcc'"], &["rror"]),
        ],
    },
    Rule {
        id: "conda-compile",
        title: "A package could not be compiled",
        help: "There is no finished file of this package for this Python and platform, so it is compiled, and that failed. Take a version that has one, or install a compiler and the headers that the log names in the Docker steps.",
        words: &[
            Words::line(&["error: command ", "gcc", "failed"]),
            Words::line(&["error: command ", "g++", "failed"]),
            Words::line(&["unable to execute ", "gcc"]),
            Words::line(&["No such file or directory: 'gcc'"]),
            Words::line(&["No such file or directory: 'cc'"]),
            Words::line(&["fatal error: ", ".h: No such file or directory"]),
            Words::line(&["can't find Rust compiler"]),
            Words::line(&["Unknown compiler(s)"]),
        ],
    },
];

#[cfg(test)]
mod tests {
    use crate::causes::rule::samples::{explains, of_cause};

    #[test]
    fn an_image_without_conda() {
        explains(
            "conda-command-not-found",
            "STEP 2/2: RUN conda install -y numpy\n/bin/sh: 1: conda: not found\nError: building at STEP \"RUN conda install -y numpy\": exit status 127",
            "STEP 2/2: RUN mamba install -y numpy\n/bin/sh: 1: mamba: not found\nError: building at STEP \"RUN mamba install -y numpy\": exit status 127",
        );
    }

    #[test]
    fn a_line_that_conda_cannot_read() {
        explains(
            "conda-bad-spec",
            "STEP 2/2: RUN conda install 'numpy=>1.2'\nInvalidVersionSpec: Invalid version '=>1.2': invalid operator\nError: building at STEP \"RUN conda install 'numpy=>1.2'\": exit status 1",
            "STEP 2/2: RUN ./check\nValueError: Invalid version\nError: building at STEP \"RUN ./check\": exit status 1",
        );
        assert_eq!(of_cause("`numpy=>1` in the conda part cannot be read: invalid operator"), Some("conda-bad-spec"));
    }

    #[test]
    fn a_channel_that_does_not_answer() {
        explains(
            "conda-communications",
            "STEP 2/2: RUN conda install -y numpy\nCollecting package metadata: failed\nCondaHTTPError: HTTP 000 CONNECTION FAILED for url <https://channel.example/linux-64/repodata.json>\nError: building at STEP \"RUN conda install -y numpy\": exit status 1",
            "STEP 2/2: RUN python fetch.py\nurllib.error.HTTPError: HTTP Error 500: Internal Server Error\nError: building at STEP \"RUN python fetch.py\": exit status 1",
        );
    }

    #[test]
    fn a_package_that_no_channel_has() {
        explains(
            "conda-package-not-found",
            "STEP 2/2: RUN conda env update -f a.yml\nSolving environment: failed\nResolvePackageNotFound: \n  - nopackage=1.0\nError: building at STEP \"RUN conda env update -f a.yml\": exit status 1",
            "STEP 2/2: RUN conda env update -f a.yml\nSolving environment: failed\nUnsatisfiableError: The following specifications were found to be incompatible with each other\nError: building at STEP \"RUN conda env update -f a.yml\": exit status 1",
        );
        assert_eq!(of_cause("No candidates were found for nopackage *."), Some("conda-package-not-found"));
    }

    #[test]
    fn a_resolution_without_end() {
        explains(
            "conda-timeout",
            "STEP 2/2: RUN build.py\nsubprocess.TimeoutExpired: Command '['conda', 'env', 'create']' timed out after 1800 seconds\nError: building at STEP \"RUN build.py\": exit status 1",
            "STEP 2/2: RUN curl https://host.example\ncurl: (28) Operation timed out after 30000 milliseconds\nError: building at STEP \"RUN curl https://host.example\": exit status 28",
        );
    }

    #[test]
    fn a_command_that_wanted_too_much_memory() {
        explains(
            "conda-oom",
            "STEP 2/2: RUN conda install -y everything\nSolving environment: ...working...\nsubprocess exited on killed\nError: building at STEP \"RUN conda install -y everything\": exit status 1",
            "STEP 2/2: RUN ./supervise\nworker 3 killed by the supervisor\nError: building at STEP \"RUN ./supervise\": exit status 1",
        );
    }

    #[test]
    fn mpi4py_without_mpi() {
        explains(
            "mpi4py",
            "error: Failed to build `mpi4py==3.1.6`\n  cause: The build backend returned an error\n_configtest.c:2:10: fatal error: mpi.h: No such file or directory\nerror: Cannot compile MPI programs. Check your configuration!!!",
            "Downloading mpi4py\nerror: Failed to build `psutil==5.0.0`\nerror: command 'gcc' failed: No such file or directory",
        );
    }

    #[test]
    fn horovod_without_what_it_needs() {
        explains(
            "horovod",
            "STEP 2/2: RUN pip install horovod\n  RuntimeError: Failed to install temporary CMake\n  ERROR: Failed building wheel for horovod\nError: building at STEP \"RUN pip install horovod\": exit status 1",
            "STEP 2/2: RUN python -c 'import horovod'\nModuleNotFoundError: No module named 'horovod'\nError: building at STEP \"RUN python -c 'import horovod'\": exit status 1",
        );
    }

    #[test]
    fn a_program_that_an_installation_needs() {
        explains(
            "conda-missing-command",
            "STEP 2/2: RUN pip install git+https://git.example/a\n  ERROR: Error [Errno 2] No such file or directory: 'git' while executing command git version\nERROR: Cannot find command 'git' - do you have 'git' installed and in your PATH?\nError: building at STEP \"RUN pip install git+https://git.example/a\": exit status 1",
            "STEP 2/2: RUN git clone https://git.example/a\n/bin/sh: 1: git: not found\nError: building at STEP \"RUN git clone https://git.example/a\": exit status 127",
        );
    }

    #[test]
    fn a_package_without_a_compiler() {
        explains(
            "conda-compile",
            "error: Failed to build `psutil==5.0.0`\n  cause: The build backend returned an error\n[stderr]\nerror: command 'x86_64-linux-gnu-gcc' failed: No such file or directory",
            "STEP 2/2: RUN python train.py\nerror: command 'train' failed\nError: building at STEP \"RUN python train.py\": exit status 1",
        );
    }
}
