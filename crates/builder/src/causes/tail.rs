//! The likely cause of a failed step, from the last lines of its log.

use super::{
    GROUPS,
    output::{Output, failed_instruction, without_colours},
    quote::quoted,
    rule::Words,
    unnamed,
};
use definition::mask_addresses;

/// The likely cause and what to do, from the last lines and from how the engine ended.
pub(crate) fn explain_tail(tail: &[String], error: &str) -> String {
    let lines: Vec<String> = tail.iter().map(|line| without_colours(line).trim().to_owned()).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let explained = explain(&Output::last(&lines));
    let step = lines.iter().rev().find_map(|line| failed_instruction(line));
    mask_addresses(&match (explained, step) {
        (Some(explained), Some((instruction, _))) => format!("{explained} (in `{instruction}`)"),
        (Some(explained), None) => explained,
        (None, Some((instruction, end))) => match last_words(&lines) {
            Some(words) if end.starts_with("exit status") => format!("`{instruction}` ended with {end}: {words}"),
            None if end.starts_with("exit status") => format!("`{instruction}` ended with {end}"),
            _ => format!("`{instruction}` failed: {end}"),
        },
        (None, None) => last_words(&lines).map_or_else(|| error.to_owned(), |words| format!("{error}: {words}")),
    })
}

/// Explains a failure by the last line that has the words of a rule, or words that need none.
fn explain(output: &Output) -> Option<String> {
    let words = || -> Box<dyn Iterator<Item = &'static Words>> {
        Box::new(GROUPS.into_iter().flatten().flat_map(|rule| rule.words).chain(unnamed::WORDS))
    };
    output.lines().rev().find_map(|(_, line)| {
        words().filter(|words| words.match_line(line, output)).find_map(|words| words.explain(line))
    })
}

/// The last line that is neither about the steps themselves nor about how they ended.
fn last_words(lines: &[&str]) -> Option<String> {
    let noise = |line: &str| {
        line.is_empty()
            || ["subprocess exited with", "Error: building at STEP", "STEP ", "--> ", "exit status"]
                .iter()
                .any(|start| line.starts_with(start))
    };
    let words = lines.iter().rev().take_while(|line| !line.starts_with("STEP ")).find(|line| !noise(line))?;
    Some(quoted(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    /// The cause that these last lines tell.
    fn explained(lines: &str) -> String {
        let tail: Vec<_> = lines.lines().map(str::to_owned).collect();
        explain_tail(&tail, "buildah ended with exit status: 1")
    }

    #[test]
    fn a_base_image_that_is_not_there() {
        assert_snapshot!(explained("STEP 1/2: FROM 127.0.0.1:5000/nobase:3\nTrying to pull 127.0.0.1:5000/nobase:3...\nError: creating build container: initializing source docker://127.0.0.1:5000/nobase:3: reading manifest 3 in 127.0.0.1:5000/nobase: manifest unknown: manifest unknown"), @"the base image 127.0.0.1:5000/nobase:3 cannot be pulled: manifest unknown. Check the reference, and that this machine reaches its registry");
    }

    #[test]
    fn a_registry_whose_name_is_not_known() {
        assert_snapshot!(explained("Trying to pull registry.example/python:3.11...\nError: creating build container: initializing source docker://registry.example/python:3.11: pinging container registry registry.example: Get \"https://registry.example/v2/\": dial tcp: lookup registry.example on 10.0.0.1:53: no such host"), @"the base image registry.example/python:3.11 cannot be pulled: no such host. Check the reference, and that this machine reaches its registry");
    }

    #[test]
    fn a_package_that_does_not_exist() {
        assert_snapshot!(explained("STEP 3/3: RUN pip install no-such-package==1\nERROR: Could not find a version that satisfies the requirement no-such-package==1 (from versions: none)\nERROR: No matching distribution found for no-such-package==1\nsubprocess exited with status 1\nsubprocess exited with status 1\nError: building at STEP \"RUN pip install no-such-package==1\": exit status 1"), @"the package index has no package for no-such-package==1 that fits this Python: check its name, and that the index can be reached (in `RUN pip install no-such-package==1`)");
    }

    #[test]
    fn a_version_that_does_not_exist() {
        assert_snapshot!(explained("\u{1b}[31mERROR: Could not find a version that satisfies the requirement six==99.1 (from versions: 1.15.0, 1.16.0, 1.17.0)\u{1b}[0m\n\u{1b}[31mERROR: No matching distribution found for six==99.1\u{1b}[0m\nError: building at STEP \"RUN pip install six==99.1\": exit status 1"), @"no version satisfies six==99.1: the newest that there is for this Python is 1.17.0 (in `RUN pip install six==99.1`)");
    }

    #[test]
    fn packages_that_exclude_one_another() {
        assert_snapshot!(explained("ERROR: Cannot install requests==2.32.3 and urllib3==1.20 because these package versions have conflicting dependencies.\n\nThe conflict is caused by:\n    The user requested urllib3==1.20\n    requests 2.32.3 depends on urllib3<3 and >=1.21.1\n\nERROR: ResolutionImpossible: for help see the documentation\nError: building at STEP \"RUN pip install -r a.txt\": exit status 1"), @"requests==2.32.3 and urllib3==1.20 need versions of other packages that exclude one another: loosen one of them (in `RUN pip install -r a.txt`)");
    }

    #[test]
    fn a_full_disk() {
        assert_snapshot!(explained("dd: writing to '/data': No space left on device\nError: building at STEP \"RUN dd if=/dev/zero of=/data\": exit status 1"), @"the disk is full: free some space on the machine that builds: dd: writing to '/data': No space left on device (in `RUN dd if=/dev/zero of=/data`)");
    }

    #[test]
    fn a_command_that_was_killed() {
        assert_snapshot!(explained("STEP 2/2: RUN train\nsubprocess exited on killed\nsubprocess exited with status 1\nError: building at STEP \"RUN train\": exit status 1"), @"a command was killed, probably because the machine ran out of memory: subprocess exited on killed (in `RUN train`)");
    }

    #[test]
    fn a_command_that_failed_without_a_word() {
        assert_snapshot!(explained("STEP 2/2: RUN false\nsubprocess exited with status 1\nsubprocess exited with status 1\nError: building at STEP \"RUN false\": exit status 1"), @"`RUN false` ended with exit status 1");
    }

    #[test]
    fn quotes_in_an_instruction_do_not_end_it() {
        assert_snapshot!(explained("STEP 2/2: RUN echo \"a\" && false\nError: building at STEP \"RUN echo \"a\" && false\": exit status 1"), @r#"`RUN echo "a" && false` ended with exit status 1"#);
    }

    #[test]
    fn a_user_that_is_not_known() {
        assert_snapshot!(explained("STEP 4/4: RUN true\nError: building at STEP \"RUN true\": determining run uid: user: unknown user error looking up user \"nobodyelse\""), @r#"`RUN true` failed: determining run uid: user: unknown user error looking up user "nobodyelse""#);
    }

    #[test]
    fn a_registry_that_takes_no_image() {
        assert_snapshot!(explained("Copying blob sha256:7904f4c8\nError: pushing image \"127.0.0.1:5000/env:1\" to \"docker://127.0.0.1:5000/env:1\": trying to reuse blob sha256:7904f4c8 at destination: pinging container registry 127.0.0.1:5000: Get \"http://127.0.0.1:5000/v2/\": dial tcp 127.0.0.1:5000: connect: connection refused"), @"the image cannot be pushed to the registry: connection refused. Make sure that it is running and has disk space, then retry: finished steps are kept");
    }

    #[test]
    fn no_word_at_all() {
        assert_snapshot!(explained(""), @"buildah ended with exit status: 1");
    }
}
