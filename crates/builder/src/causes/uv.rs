//! Why uv failed, from its output.

use super::{output::Output, rule::Words};
use packages::{UvFailure, masked, public};
use url::Url;

/// The maximum length of a cause, in characters.
const MAX_CAUSE_CHARACTERS: usize = 2000;

/// Explains a failure of uv: the likely cause and what to do. Credentials are masked.
pub(crate) fn explain(failure: &UvFailure) -> String {
    let UvFailure { output, requirements_path, requirements } = failure;
    let last_line = || masked(output.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("uv gave no reason"));
    explain_output(output, requirements_path, requirements).unwrap_or_else(last_line)
}

/// The error in the output of uv, in one paragraph that says what to do. Where it names a line of the requirements file at
/// `place`, that line is quoted.
fn explain_output(output: &str, place: &str, requirements: &str) -> Option<String> {
    let start = output.match_indices("error: ").map(|(at, _)| at).filter(|&at| at == 0 || output[..at].ends_with('\n'));
    let error = &output[start.last()?..];
    if let Some(cause) = unreachable(error) {
        return Some(cause);
    }
    let lines: Vec<_> = error
        .lines()
        .map(|line| line.trim().trim_start_matches("error: ").trim_start_matches("cause: "))
        .filter(|line| !line.is_empty() && !line.starts_with("hint: ") && !line.starts_with("No solution found"))
        .collect();
    // What a failing build writes is long; its first line names the package and its last one the reason.
    let has_build_output = lines.iter().any(|line| matches!(*line, "[stderr]" | "[stdout]"));
    let lines = match lines.as_slice() {
        [first, .., last] if has_build_output => vec![*first, *last],
        _ => lines,
    };
    let text = lines.iter().fold(String::new(), |text, line| {
        let joint = if text.is_empty() || text.ends_with('.') { " " } else { ": " };
        text + joint + &quoted(line, place, requirements)
    });
    let cause: String = masked(text.trim()).chars().take(MAX_CAUSE_CHARACTERS).collect();
    Some(format!("{}. {}", cause.trim_end_matches('.'), advice(error)))
}

/// That an index gives no answer, or none that is of use.
fn unreachable(error: &str) -> Option<String> {
    if !is_unreachable(error) {
        return None;
    }
    let address = address(error)?;
    let reason = error.lines().rev().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("hint: "))?;
    let reason = reason.trim_start_matches("error: ").trim_start_matches("cause: ");
    let reason = reason.split(" for url (").next().unwrap_or(reason);
    Some(masked(&format!(
        "the index at {} cannot be used: {reason} ({address}). Make sure that the server reaches it and that it is running, then retry",
        host(&address)
    )))
}

/// The address that uv could not fetch, without credentials.
fn address(error: &str) -> Option<Url> {
    let named = ["Failed to fetch: ", "for url ("].iter().find_map(|words| error.split_once(words));
    let address =
        named?.1.trim_start_matches('`').split(|letter: char| letter.is_whitespace() || "`)".contains(letter));
    address.into_iter().next()?.parse().ok().map(|address| public(&address))
}

/// `HOST`, or `HOST:PORT`.
fn host(address: &Url) -> String {
    let host = address.host_str().unwrap_or_default();
    address.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// What to do about an error of uv, by its words: the first that match count.
const ADVICE: &[(Words, &str)] = &[
    (
        Words::line(&["building from source is disabled"]),
        "What it needs is known only by building it, which a build does",
    ),
    (Words::line(&["No solution found"]), "Change the pip part so that its packages exist and fit together"),
    (Words::line(&["start of a requirement"]), "Remove that line from the pip part, or write it as a requirement"),
    (Words::line(&["401 Unauthorized"]), CREDENTIALS),
    (Words::line(&["403 Forbidden"]), CREDENTIALS),
    (Words::beside(&["No such file or directory: 'gcc'"], FAILED_BUILD), COMPILER),
    (Words::beside(&["No such file or directory: 'cc'"], FAILED_BUILD), COMPILER),
    (Words::beside(&["No such file or directory: 'g++'"], FAILED_BUILD), COMPILER),
    (Words::beside(&["-linux-gnu-gcc': No such file"], FAILED_BUILD), COMPILER),
    (Words::beside(&["gcc' failed: No such file or directory"], FAILED_BUILD), COMPILER),
    (Words::beside(&["Unknown compiler(s)"], FAILED_BUILD), COMPILER),
    (
        Words::beside(&["fatal error: "], FAILED_BUILD),
        "It has no wheel for this Python and must be compiled, and the header that the log names is missing. Install the \
         package that has it in the Docker steps (on Debian and Ubuntu its name ends in -dev), or take a version that has \
         a wheel",
    ),
    (
        Words::line(FAILED_BUILD),
        "Take a version that has a wheel for this Python, or install in the Docker steps what building it needs",
    ),
    (Words::line(&["Git executable not found"]), "Install git in the Docker steps, or name a released version"),
];

const FAILED_BUILD: &[&str] = &["Failed to build"];
const CREDENTIALS: &str = "It requires a user name and password that neither the definition nor the server gives: put them \
                           into the address of the index, or into the netrc file of this machine";
const COMPILER: &str = "It has no wheel for this Python and must be compiled, and the base image has no compiler. Take the \
                        default base image, which brings one while packages are installed, take a version that has a \
                        wheel, or install one in the Docker steps (Debian and Ubuntu: RUN apt-get update && apt-get \
                        install --yes gcc g++ python3-dev, Alpine: RUN apk add gcc g++ musl-dev python3-dev)";

fn advice(error: &str) -> &'static str {
    let output = Output::whole(error);
    let found = ADVICE.iter().find(|(words, _)| output.lines().any(|(_, line)| words.match_line(line, &output)));
    found.map_or("Change the pip part", |(_, advice)| advice)
}

/// Whether uv got no answer from an index, or one that says that the index failed.
pub(crate) fn is_unreachable(output: &str) -> bool {
    ["client error (Connect)", "operation timed out", "client error (SendRequest)", "HTTP status server error"]
        .iter()
        .any(|words| output.contains(words))
}

/// A line in which the number of a line in the requirements file is replaced by what stands there.
fn quoted(line: &str, place: &str, requirements: &str) -> String {
    let Some((before, after)) = line.split_once(&format!("{place}:")) else { return line.to_owned() };
    let number = after.split(':').next().and_then(|number| number.parse::<usize>().ok());
    let there = number.and_then(|number| requirements.lines().nth(number.checked_sub(1)?));
    there.map_or_else(|| line.to_owned(), |there| format!("{before}`{there}`"))
}

#[cfg(test)]
mod tests {

    fn explain(said: &str, requirements: &str) -> Option<String> {
        super::explain_output(said, "/run/terrarium/step/requirements.txt", requirements)
    }

    #[test]
    fn a_missing_package_is_named() {
        let said = "Using Python 3.11.2\nerror: No solution found when resolving dependencies\n  cause: Because nopackage was \
                    not found in the package registry and you require nopackage, we can conclude that your requirements \
                    are unsatisfiable.\n";
        insta::assert_snapshot!(explain(said, "").unwrap(), @"Because nopackage was not found in the package registry and you require nopackage, we can conclude that your requirements are unsatisfiable. Change the pip part so that its packages exist and fit together");
    }

    #[test]
    fn a_line_is_quoted_without_its_credentials() {
        let said = "error: Unexpected '-', expected '-c', '-e', '-r' or the start of a requirement: /run/terrarium/step/requirements.txt:2:1\n";
        let requirements = "six\n--unknown https://anna:secret@x.example/a@b\n";
        insta::assert_snapshot!(explain(said, requirements).unwrap(), @"Unexpected '-', expected '-c', '-e', '-r' or the start of a requirement: `--unknown https://***@x.example/a@b`. Remove that line from the pip part, or write it as a requirement");
    }

    #[test]
    fn a_failed_build_is_told_by_its_package_and_its_last_words() {
        let said = "Resolved 1 package\nerror: Failed to build `psutil==5.0.0`\n  cause: The build backend returned an error\n\n         \
                    [stdout]\n         running build\n\n         [stderr]\n         error: [Errno 2] No such file or \
                    directory: 'gcc'\n\nhint: Build failures usually indicate a problem\n";
        insta::assert_snapshot!(explain(said, "").unwrap(), @"Failed to build `psutil==5.0.0`: [Errno 2] No such file or directory: 'gcc'. It has no wheel for this Python and must be compiled, and the base image has no compiler. Take the default base image, which brings one while packages are installed, take a version that has a wheel, or install one in the Docker steps (Debian and Ubuntu: RUN apt-get update && apt-get install --yes gcc g++ python3-dev, Alpine: RUN apk add gcc g++ musl-dev python3-dev)");
    }

    #[test]
    fn an_index_that_gives_no_answer_is_named_by_its_host() {
        let said = "error: Request failed after 3 retries in 14.0s\n  cause: Failed to fetch: http://index.example:9911/simple/six/\n  \
                    cause: error sending request for url (http://index.example:9911/simple/six/)\n  cause: operation timed out\n";
        insta::assert_snapshot!(explain(said, "").unwrap(), @"the index at index.example:9911 cannot be used: operation timed out (http://index.example:9911/simple/six/). Make sure that the server reaches it and that it is running, then retry");
        let failing = "error: Request failed after 3 retries in 7.4s\n  cause: Failed to fetch: https://index.example/simple/six/\n  \
                       cause: HTTP status server error (500 Internal Server Error) for url (https://index.example/simple/six/)\n";
        insta::assert_snapshot!(explain(failing, "").unwrap(), @"the index at index.example cannot be used: HTTP status server error (500 Internal Server Error) (https://index.example/simple/six/). Make sure that the server reaches it and that it is running, then retry");
    }

    #[test]
    fn output_without_an_error_gives_no_cause() {
        assert_eq!(explain("Resolved 3 packages\n", ""), None);
    }
}
