//! Words that explain a failure and belong to no rule: there is nothing to say about them that a line of the log does not say.

use super::{
    rule::Words,
    texts::{describe_failed_pull, describe_missing_version},
};

pub(super) const WORDS: &[Words] = &[
    Words::text(&["creating build container: "], describe_failed_pull),
    Words::text(&["ERROR: Could not find a version that satisfies the requirement "], describe_missing_version),
    Words::sentence(&["Temporary failure in name resolution"], UNKNOWN_HOST),
    Words::sentence(&["Could not resolve host"], UNKNOWN_HOST),
    Words::sentence(&["Name or service not known"], UNKNOWN_HOST),
    Words::sentence(&["Network is unreachable"], "the network cannot be reached from the machine that builds"),
    Words::sentence(
        &["Connection refused"],
        "a server refuses the connection: check that it is running and can be reached from here",
    ),
    Words::sentence(
        &["Connection timed out"],
        "a server does not answer: check that it can be reached from the machine that builds",
    ),
    Words::sentence(&["CERTIFICATE_VERIFY_FAILED"], UNTRUSTED_CERTIFICATE),
    Words::sentence(&["certificate verify failed"], UNTRUSTED_CERTIFICATE),
    Words::sentence(
        &["exec format error"],
        "the base image is for another processor than that of the machine that builds",
    ),
    Words::sentence(
        &["unshare: sigprocmask unblock failed"],
        "the build engine was killed, perhaps because the machine ran out of memory; retry, finished steps are kept",
    ),
];

const UNKNOWN_HOST: &str = "a host name cannot be resolved: check that this machine reaches that network";
const UNTRUSTED_CERTIFICATE: &str =
    "the certificate of a server is not trusted: its authority must be known to this machine";
