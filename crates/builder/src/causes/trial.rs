//! Images that were made and do not work.

use super::rule::{Rule, Words};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "image-interpreter",
        title: "The interpreter of the image cannot be started",
        help: "The definition names an interpreter that is not in the image or does not start in it. Correct the interpreter path of the definition, or install the interpreter in the Docker steps.",
        words: &[
            Words::line(&["the image does not work: the interpreter "]),
            Words::line(&["the image works but the interpreter "]),
        ],
    },
    Rule {
        id: "image-old-system",
        title: "A package is for a newer system than the image",
        help: "A package brings native code that was made for a newer C or C++ library than the image has. Take a newer base image, or an older version of the package.",
        words: &[
            Words::line(&["the image does not work: `", "` cannot be imported: ", "version `GLIBC"]),
            Words::line(&["the image does not work: `", "` cannot be imported: ", "version `CXXABI"]),
            Words::line(&["the image works but `", "` needs glibc "]),
        ],
    },
    Rule {
        id: "image-import-fails",
        title: "A package cannot be imported",
        help: "The package was installed, but Python fails when it imports it in the image. The words of the failure are in the build: mostly a package is missing that it does not ask for, or one of those that it needs is too new for it.",
        words: &[
            Words::line(&["the image does not work: `", "` cannot be imported: "]),
            Words::line(&["the image works but `", "` cannot be imported: "]),
        ],
    },
    Rule {
        id: "image-missing-library",
        title: "A package needs a library that is not in the image",
        help: "A package brings native code that loads a library of the system, and the image does not have it. Install the system package that brings the library in the Docker steps: where it is known, the build names the step, and its page adds it for you.",
        words: &[
            Words::line(&["the image does not work: `", " for `", ".so"]),
            Words::line(&["the image works but `", " for `", ".so"]),
        ],
    },
    Rule {
        id: "image-policy",
        title: "The policy of the workspace rejects this image",
        help: "The image works only partly, and the policy of this workspace (trial: strict) accepts only images without any error or warning. Fix what the build names, or ask whoever runs the workspace.",
        words: &[Words::line(&["the image works but "])],
    },
];

#[cfg(test)]
mod tests {
    use crate::causes::rule::samples::of_cause;

    #[test]
    fn every_way_not_to_work_has_its_rule() {
        for (cause, rule) in [
            (
                "the image does not work: the interpreter /nowhere/bin/python is not in the image: no such file",
                "image-interpreter",
            ),
            ("the image does not work: `libGL.so.1` for `cv2`. Add this Docker step: RUN x", "image-missing-library"),
            (
                "the image does not work: `libGL.so.1`, `libx.so` and 2 more libraries for `cv2`",
                "image-missing-library",
            ),
            ("the image works but `libEGL.so.1` for `QtGui.abi3.so`", "image-missing-library"),
            (
                "the image does not work: `x` cannot be imported: ImportError: /lib/libc.so.6: version `GLIBC_2.38' not found",
                "image-old-system",
            ),
            (
                "the image does not work: `x` cannot be imported: ModuleNotFoundError: No module named 'y'",
                "image-import-fails",
            ),
            ("the image works but the package `x` requires `y`", "image-policy"),
        ] {
            assert_eq!(of_cause(cause), Some(rule), "{cause}");
        }
        assert_eq!(of_cause("the image cannot be pushed"), None);
    }
}
