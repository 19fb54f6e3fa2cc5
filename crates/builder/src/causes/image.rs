//! Base images that do not come, images that cannot be stored, logs that are missing.

use super::{
    rule::{Rule, Words},
    texts::describe_failed_push,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "log-unavailable",
        title: "The log of the build could not be stored",
        help: "The build was stopped because nothing more could be written. Make sure that the disk of the server has space, then retry.",
        words: &[Words::line(&["the log could not be written"])],
    },
    Rule {
        id: "docker-push",
        title: "The image could not be stored in the registry",
        help: "The image was built, but the registry did not take it. Make sure that the registry is running, has disk space and lets this server write, then retry: finished steps are kept.",
        words: &[
            Words::text(&["Error: pushing image "], describe_failed_push),
            Words::line(&["the image cannot be pushed to the registry"]),
        ],
    },
    Rule {
        id: "image-not-found",
        title: "The base image does not exist",
        help: "The registry has no image of that name and tag. Check the spelling and the tag of the base image, or push the image there first.",
        words: &[
            Words::line(&["manifest unknown"]),
            Words::line(&["name unknown"]),
            Words::line(&["repository does not exist"]),
            Words::line(&["the base image", "is not in the workspace's registry"]),
        ],
    },
    Rule {
        id: "docker-pull",
        title: "The base image could not be pulled",
        help: "The registry refuses the image: it is private and requires credentials, or its path is wrong. Check the reference, and log this machine in to that registry.",
        words: &[
            Words::line(&["creating build container", "unauthorized"]),
            Words::line(&["creating build container", "authentication required"]),
            Words::line(&["creating build container", "denied"]),
            Words::line(&["pull access denied"]),
            Words::line(&["creating build container", "invalid reference format"]),
        ],
    },
    Rule {
        id: "docker-pull-io",
        title: "The network failed while the base image was pulled",
        help: "Part of the base image did not arrive. Retry; if it happens again, look at the network and the disk of the machine that builds.",
        words: &[
            Words::line(&["creating build container", "unexpected EOF"]),
            Words::line(&["creating build container", "connection reset by peer"]),
            Words::line(&["creating build container", "TLS handshake timeout"]),
            Words::line(&["reading blob", "i/o timeout"]),
            Words::line(&["creating build container", "the registry sent nothing for "]),
            Words::line(&["creating build container", "the registry gave nothing for "]),
            Words::line(&["creating build container", "input/output error"]),
        ],
    },
    Rule {
        id: "acr-unreachable",
        title: "The registry cannot be reached",
        help: "The machine that builds gets no answer from the registry: the name may be wrong, or the registry is in a private network or behind a firewall that does not let this machine in. Let it in, or take an image from a registry that it reaches.",
        words: &[
            Words::line(&["pinging container registry", "i/o timeout"]),
            Words::line(&["pinging container registry", "no such host"]),
            Words::line(&["pinging container registry", "connection refused"]),
            Words::line(&["pinging container registry", "no route to host"]),
            Words::line(&["pinging container registry", "network is unreachable"]),
            Words::line(&["pinging container registry", "context deadline exceeded"]),
            Words::line(&["client with IP", "is not allowed access"]),
            Words::line(&["the registry at ", " cannot be used: "]),
        ],
    },
];

#[cfg(test)]
mod tests {
    use crate::causes::rule::samples::{explains, of_cause};

    #[test]
    fn a_log_that_cannot_be_written() {
        assert_eq!(
            of_cause("the log could not be written, so the build was stopped: disk I/O error"),
            Some("log-unavailable")
        );
        assert_eq!(of_cause("the stored definition cannot be read: line 1"), None);
    }

    #[test]
    fn a_push_that_fails() {
        explains(
            "docker-push",
            "Copying blob sha256:7904f4c8\nError: pushing image \"127.0.0.1:5000/env:1\" to \"docker://127.0.0.1:5000/env:1\": pinging container registry 127.0.0.1:5000: Get \"http://127.0.0.1:5000/v2/\": dial tcp 127.0.0.1:5000: connect: connection refused",
            "STEP 2/2: RUN git push\nerror: failed to push some refs to 'origin'\nError: building at STEP \"RUN git push\": exit status 1",
        );
    }

    #[test]
    fn a_base_image_that_is_not_there() {
        explains(
            "image-not-found",
            "STEP 1/2: FROM registry.example/python:3.99\nTrying to pull registry.example/python:3.99...\nError: creating build container: initializing source docker://registry.example/python:3.99: reading manifest 3.99 in registry.example/python: manifest unknown: manifest unknown",
            "STEP 2/2: RUN curl -f https://host.example/file\ncurl: (22) The requested URL returned error: 404 Not Found\nError: building at STEP \"RUN curl -f https://host.example/file\": exit status 22",
        );
        assert_eq!(
            of_cause(
                "the base image localhost/mine:1 is not in the workspace's registry: push it there, or name another one"
            ),
            Some("image-not-found")
        );
    }

    #[test]
    fn a_base_image_that_is_refused() {
        explains(
            "docker-pull",
            "STEP 1/2: FROM registry.example/private/base:1\nError: creating build container: initializing source docker://registry.example/private/base:1: reading manifest 1 in registry.example/private/base: unauthorized: authentication required",
            "STEP 2/2: RUN git clone https://git.example/private\nremote: access denied\nfatal: unauthorized\nError: building at STEP \"RUN git clone https://git.example/private\": exit status 128",
        );
    }

    #[test]
    fn a_pull_that_breaks() {
        explains(
            "docker-pull-io",
            "STEP 1/2: FROM registry.example/base:1\nCopying blob sha256:4f4fb700\nError: creating build container: copying system image from manifest list: writing blob: storing blob to file \"/var/tmp/storage1\": unexpected EOF",
            "STEP 2/2: RUN wget https://host.example/a\nConnection reset by peer\nError: building at STEP \"RUN wget https://host.example/a\": exit status 4",
        );
    }

    #[test]
    fn a_registry_that_does_not_answer() {
        explains(
            "acr-unreachable",
            "STEP 1/2: FROM private.azurecr.io/base:1\nError: creating build container: initializing source docker://private.azurecr.io/base:1: pinging container registry private.azurecr.io: Get \"https://private.azurecr.io/v2/\": dial tcp 10.1.0.4:443: i/o timeout",
            "STEP 2/2: RUN curl https://host.example\ncurl: (28) Connection timed out: i/o timeout\nError: building at STEP \"RUN curl https://host.example\": exit status 28",
        );
        assert_eq!(
            of_cause("the registry at 127.0.0.1:1 cannot be used: Connection refused (os error 111)"),
            Some("acr-unreachable")
        );
    }
}
