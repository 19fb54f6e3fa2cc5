//! Why a build failed: rules that know the words of the tools.
//!
//! There is one system for it. The words of a rule name the rule ([`recognise`]) and, where they have more to say than the
//! rule, the cause in the words of the build ([`explain_tail`]). Only the output of the instruction that failed counts; no
//! rule is better than a wrong one.

mod conda;
mod docker;
mod image;
mod machine;
mod output;
mod package;
mod pip;
mod quote;
mod rule;
mod tail;
mod texts;
mod trial;
mod unnamed;
mod uv;

pub use package::Named;
pub use rule::Rule;
pub(crate) use tail::explain_tail;
pub(crate) use uv::{explain as explain_uv, is_unreachable as is_unreachable_index};

use output::Output;

/// All rules. The more special ones come first: the first that knows its words is the one.
const GROUPS: [&[Rule]; 6] = [trial::RULES, machine::RULES, image::RULES, conda::RULES, pip::RULES, docker::RULES];

/// A rule whose words were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The rule.
    pub rule: &'static Rule,
    /// Where its words stand: the place among the lines, the first is 0; none when the cause itself has them.
    pub line: Option<usize>,
    /// The package that these words name.
    pub package: Option<Named>,
}

/// The rule that explains a failure, from the lines of the step that failed, in order, and from the cause in the words
/// of the build.
#[must_use]
pub fn recognise(lines: &[&str], cause: &str) -> Option<Recognised> {
    let output = Output::last(lines);
    GROUPS.into_iter().flatten().find_map(|rule| {
        let found = output.lines().find(|(_, line)| rule.matches(line, &output));
        let words = found.map(|(_, words)| words).or_else(|| rule.matches(cause, &output).then_some(cause))?;
        let line = found.map(|(at, _)| at);
        let next = line.and_then(|at| lines.get(at + 1)).copied();
        Some(Recognised { rule, line, package: package::named(rule.id, words, next) })
    })
}

/// The rule with this id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    GROUPS.into_iter().flatten().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_has_an_id_of_its_own_and_words_to_know_it_by() {
        let all: Vec<&Rule> = GROUPS.into_iter().flatten().collect();
        assert_eq!(all.iter().map(|rule| rule.id).collect::<BTreeSet<_>>().len(), all.len());
        assert_eq!(all.len(), 43);
        for known in &all {
            assert_eq!(rule(known.id), Some(*known));
            assert!(!known.words.is_empty(), "{}", known.id);
            assert!(!known.title.ends_with('.'), "{}", known.title);
            assert!(known.help.ends_with('.'), "{}", known.help);
        }
    }

    #[test]
    fn what_an_earlier_instruction_said_is_no_cause() {
        let lines = [
            "STEP 2/3: RUN make || true",
            "make: *** No targets specified and no makefile found.  Stop.",
            "STEP 3/3: RUN train",
            "Error: building at STEP \"RUN train\": exit status 1",
        ];
        assert_eq!(recognise(&lines, ""), None);
    }

    #[test]
    fn the_words_of_an_instruction_are_not_those_of_a_tool() {
        let lines = [
            "STEP 2/2: RUN check || echo \"conda: command not found\" && false",
            "Error: building at STEP \"RUN check || echo \"conda: command not found\" && false\": exit status 1",
        ];
        assert_eq!(recognise(&lines, ""), None);
    }

    #[test]
    fn the_line_that_told_is_named() {
        let lines = [
            "STEP 2/2: RUN build",
            "building",
            "\u{1b}[31mmake: *** No targets specified and no makefile found.  Stop.\u{1b}[0m",
        ];
        assert_eq!(recognise(&lines, "").map(|found| (found.rule.id, found.line)), Some(("make-no-targets", Some(2))));
    }

    #[test]
    fn nothing_said_has_no_rule() {
        assert_eq!(recognise(&[], ""), None);
    }
}
