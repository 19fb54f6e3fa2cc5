//! What the machine and the workspace have for a build: room, time, and how large an image may be.

use super::rule::{Rule, Words};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "disk-full",
        title: "The disk is full",
        help: "Nothing that was registered or built before is lost. Free space: evict images (Free space on the page of images, or terrarium evict --free 10GB), or remove other files on that disk. Then retry: finished steps are kept.",
        words: &[
            Words::sentence(
                &["o space left on device"],
                "the disk is full: free some space on the machine that builds",
            ),
            Words::line(&["os error 28"]),
            Words::line(&["Disk quota exceeded"]),
            Words::line(&["database or disk is full"]),
            Words::line(&["the disk ran full: "]),
        ],
    },
    Rule {
        id: "build-time-limit",
        title: "The build exceeded its time limit",
        help: "The workspace stops builds after a time, so that one that hangs does not keep others waiting. Look at the end of the log for what took so long. Retry goes on after the finished steps; the limit is --build-time-limit of terrarium serve.",
        words: &[Words::line(&["the build took longer than "])],
    },
    Rule {
        id: "image-size-limit",
        title: "The image exceeds the size limit",
        help: "Leave out packages that the environment does not need, take a smaller base image, and remove caches in the same step that makes them. The limit is --image-limit of terrarium serve.",
        words: &[Words::line(&["this workspace takes images of up to"])],
    },
];

#[cfg(test)]
mod tests {
    use crate::causes::rule::samples::{explains, of_cause};

    #[test]
    fn a_full_disk() {
        for full in [
            "STEP 2/2: RUN dd if=/dev/zero of=/data\ndd: writing to '/data': No space left on device",
            "error: Failed to write to the wheel cache\n  cause: No space left on device (os error 28)",
            "Copying blob sha256:7904f4c8\nError: pushing image \"127.0.0.1:5000/env:1\": write /tmp/layer: no space left on device",
        ] {
            explains("disk-full", full, "STEP 2/2: RUN df\n/dev/sda1 100% of space used, no inodes left");
        }
        assert_eq!(
            of_cause(
                "the log could not be written, so the build was stopped: error returned from database: (code: 13) database or disk is full"
            ),
            Some("disk-full")
        );
        assert_eq!(
            of_cause("the disk ran full: 12 MB were left, and builds leave 250 MB to the workspace itself"),
            Some("disk-full")
        );
    }

    #[test]
    fn limits_of_the_workspace() {
        let late = "the build took longer than 2 h 0 min, the limit of this workspace";
        assert_eq!(of_cause(late), Some("build-time-limit"));
        let large = "the image is 41 GB large, and this workspace takes images of up to 30 GB";
        assert_eq!(of_cause(large), Some("image-size-limit"));
    }
}
