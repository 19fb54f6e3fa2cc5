//! Here-documents for an engine that knows none: the same instructions without them.

use definition::dockerfile::{Dockerfile, Heredoc, Instruction};
use std::{fs, io, path::Path};

/// What a Dockerfile without here-documents consists of.
#[derive(Debug, Default, PartialEq, Eq)]
struct Expanded {
    /// Its text.
    dockerfile: String,
    /// The files that it copies in place of here-documents: path in the build context, text.
    files: Vec<(String, String)>,
}

/// Writes the Dockerfile of a folder without here-documents, and the files in their place into the context. Returns its
/// text; else the reason why there is none. Every engine gets it so: buildah knows here-documents since 1.33, Docker
/// Engine since 23, and the same definition is the same image whichever builds it.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn expand_heredocs(folder: &Path, context: &Path) -> io::Result<Result<String, String>> {
    let path = folder.join("Dockerfile");
    let expanded = match expand(&fs::read_to_string(&path)?) {
        Ok(expanded) => expanded,
        Err(reason) => return Ok(Err(format!("this engine knows no here-documents: {reason}"))),
    };
    fs::write(path, &expanded.dockerfile)?;
    for (path, text) in expanded.files {
        let path = context.join(path);
        fs::create_dir_all(path.parent().unwrap_or(context))?;
        fs::write(path, text)?;
    }
    Ok(Ok(expanded.dockerfile))
}

/// The Dockerfile without here-documents.
///
/// # Errors
/// An instruction that cannot be said without one, and what to do.
fn expand(dockerfile: &str) -> Result<Expanded, String> {
    let dockerfile = Dockerfile::parse(dockerfile);
    let mut expanded = Expanded::default();
    let mut lines = dockerfile.directives();
    let mut shell = default_shell();
    for instruction in &dockerfile.instructions {
        match instruction.keyword.as_str() {
            "FROM" => shell = default_shell(),
            "SHELL" => shell = serde_json::from_str(&instruction.arguments).unwrap_or(shell),
            _ => {}
        }
        let (keyword, arguments) = instruction.trigger();
        let onbuild = if instruction.keyword == "ONBUILD" { "ONBUILD " } else { "" };
        lines.push(match keyword.as_str() {
            _ if instruction.heredocs.is_empty() => instruction.head(),
            "RUN" => format!("{onbuild}RUN {}", run(instruction, arguments, &shell)?),
            _ if !onbuild.is_empty() => {
                let head = instruction.head();
                return Err(format!("`{head}`: a here-document that a later build copies; copy a file instead"));
            }
            _ => format!("{keyword} {}", copy(instruction, &mut expanded.files)?),
        });
    }
    expanded.dockerfile = lines.into_iter().map(|line| line + "\n").collect();
    Ok(expanded)
}

fn default_shell() -> Vec<String> {
    vec!["/bin/sh".into(), "-c".into()]
}

/// The arguments of `RUN` in its exec form: the here-document is the script, or the shell reads it.
fn run(instruction: &Instruction, arguments: &str, shell: &[String]) -> Result<String, String> {
    let mut command = arguments;
    while let Some(flag) = command.strip_prefix("--") {
        command = flag.split_once([' ', '\t']).map_or("", |(_, after)| after.trim_start());
    }
    let flags = &arguments[..arguments.len() - command.len()];
    let script = match &instruction.heredocs[..] {
        [script] if Heredoc::opened_by(command).is_some() => script.content(),
        heredocs => {
            let ended = heredocs.iter().map(|heredoc| {
                let lines: String = heredoc.lines.iter().flat_map(|line| [line, "\n"]).collect();
                format!("{lines}{}\n", heredoc.delimiter)
            });
            format!("{command}\n{}", ended.collect::<String>())
        }
    };
    if script.starts_with("#!") {
        return Err(format!(
            "`{}`: a script with an interpreter line; name the interpreter instead (RUN python3 <<END)",
            instruction.head()
        ));
    }
    let words: Vec<&str> = shell.iter().map(String::as_str).chain([script.as_str()]).collect();
    let words = serde_json::to_string(&words).map_err(|error| error.to_string())?;
    Ok(format!("{flags}{words}"))
}

/// The arguments of `COPY` or `ADD` with files in place of here-documents.
fn copy(instruction: &Instruction, files: &mut Vec<(String, String)>) -> Result<String, String> {
    let refused = |what: &str| format!("`{}`: {what}", instruction.head());
    let mut heredocs = instruction.heredocs.iter();
    let mut words = Vec::new();
    for word in instruction.words() {
        if Heredoc::opened_by(word).is_none() {
            words.push(word.to_owned());
            continue;
        }
        let heredoc = heredocs.next().ok_or_else(|| refused("more here-documents than there are texts"))?;
        let (content, delimiter) = (heredoc.content(), &heredoc.delimiter);
        if heredoc.expands && content.contains(['$', '\\']) {
            return Err(refused(&format!(
                "a text with variables; quote its end (<<\"{delimiter}\") if they are to stay as they are"
            )));
        }
        // It becomes the name of the file where a folder is copied to.
        let is_name = |next: char| next.is_ascii_alphanumeric() || matches!(next, '_' | '.' | '-');
        if !delimiter.chars().all(is_name) || delimiter.starts_with('.') {
            return Err(refused(
                "the end of a text that is copied becomes a file name: use letters, digits, `_` and `.`",
            ));
        }
        let path = format!("heredoc-{}/{delimiter}", files.len());
        words.push(path.clone());
        files.push((path, content));
    }
    match heredocs.next() {
        Some(heredoc) => Err(refused(&format!("write <<{} as one word", heredoc.delimiter))),
        None => Ok(words.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn a_script_is_run_by_the_shell() {
        let text = "FROM a\nRUN <<END\necho \"$HOME\" \\\n  two\nEND\nRUN --network=none python3 <<-'PY' 2>&1\n\tprint(1)\n\tPY\nUSER me\n";
        assert_snapshot!(expand(text).unwrap().dockerfile, @r#"
        FROM a
        RUN ["/bin/sh","-c","echo \"$HOME\" \\\n  two\n"]
        RUN --network=none ["/bin/sh","-c","python3 <<-'PY' 2>&1\n\tprint(1)\nPY\n"]
        USER me
        "#);
    }

    #[test]
    fn the_shell_is_that_of_the_stage() {
        let text = "FROM a\nSHELL [\"/bin/bash\", \"-ec\"]\nRUN <<END\nx\nEND\nFROM b\nRUN <<END\ny\nEND\n";
        assert_snapshot!(expand(text).unwrap().dockerfile, @r#"
        FROM a
        SHELL ["/bin/bash", "-ec"]
        RUN ["/bin/bash","-ec","x\n"]
        FROM b
        RUN ["/bin/sh","-c","y\n"]
        "#);
    }

    #[test]
    fn a_copied_text_becomes_a_file() {
        let expanded = expand("COPY <<\"a.conf\" <<B /etc/\nx=$Y\na.conf\nz\nB\n").unwrap();
        assert_eq!(expanded.dockerfile, "COPY heredoc-0/a.conf heredoc-1/B /etc/\n");
        let files = [("heredoc-0/a.conf", "x=$Y\n"), ("heredoc-1/B", "z\n")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(expanded.files, files);
    }

    #[test]
    fn what_cannot_be_said_otherwise_is_refused_with_a_way_out() {
        assert_snapshot!(expand("COPY <<END /a\n$X\nEND\n").unwrap_err(), @r#"`COPY <<END /a`: a text with variables; quote its end (<<"END") if they are to stay as they are"#);
        assert_snapshot!(expand("RUN <<END\n#!/usr/bin/env python3\nEND\n").unwrap_err(), @"`RUN <<END`: a script with an interpreter line; name the interpreter instead (RUN python3 <<END)");
    }

    #[test]
    fn what_has_no_here_document_stays() {
        let text = "FROM a\nRUN echo \"$((1 << 2))\" && cat <<<word\nENV A=\"<<END\"\n";
        assert_eq!(expand(text).unwrap().dockerfile, text);
    }
}
