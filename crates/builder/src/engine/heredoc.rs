//! Here-documents for an engine that knows none: the same instructions without them.

use std::{fs, io, path::Path};

/// What a Dockerfile without here-documents consists of.
#[derive(Debug, Default, PartialEq, Eq)]
struct Unfolded {
    /// Its text.
    dockerfile: String,
    /// The files that it copies in place of here-documents: path in the build context, text.
    files: Vec<(String, String)>,
}

/// A here-document that an instruction opens.
struct Heredoc<'a> {
    word: &'a str,
    /// Whether variables in it stay as they are.
    quoted: bool,
    /// Whether leading tabs go.
    untabbed: bool,
}

/// Writes the Dockerfile of a folder without here-documents, and the files in their place into the context. Returns its
/// text; else the reason why there is none. Every engine gets it so: buildah knows here-documents since 1.33, Docker
/// Engine since 23, and the same definition is the same image whichever builds it.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn unfold(folder: &Path, context: &Path) -> io::Result<Result<String, String>> {
    let path = folder.join("Dockerfile");
    let unfolded = match unfolded(&fs::read_to_string(&path)?) {
        Ok(unfolded) => unfolded,
        Err(reason) => return Ok(Err(format!("this engine knows no here-documents: {reason}"))),
    };
    fs::write(path, &unfolded.dockerfile)?;
    for (path, text) in unfolded.files {
        let path = context.join(path);
        fs::create_dir_all(path.parent().unwrap_or(context))?;
        fs::write(path, text)?;
    }
    Ok(Ok(unfolded.dockerfile))
}

/// The Dockerfile, one instruction a line as in the canonical form, without here-documents.
///
/// # Errors
/// An instruction that cannot be said without one, and what to do.
fn unfolded(dockerfile: &str) -> Result<Unfolded, String> {
    let mut unfolded = Unfolded::default();
    let mut shell = default_shell();
    let mut lines = dockerfile.lines();
    while let Some(line) = lines.next() {
        let keyword = line.split_ascii_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        match keyword.as_str() {
            "FROM" => shell = default_shell(),
            "SHELL" => shell = serde_json::from_str(line[keyword.len()..].trim()).unwrap_or(shell),
            _ => {}
        }
        let takes = matches!(keyword.as_str(), "RUN" | "COPY" | "ADD");
        let heredocs: Vec<_> = line.split([' ', '\t']).filter_map(heredoc).filter(|_| takes).collect();
        let bodies: Vec<String> = heredocs.iter().map(|heredoc| body(heredoc, &mut lines)).collect();
        let instruction = match keyword.as_str() {
            _ if heredocs.is_empty() => line.to_owned(),
            "RUN" => run(line, &heredocs, &bodies, &shell)?,
            _ => copy(line, &heredocs, bodies, &mut unfolded.files)?,
        };
        unfolded.dockerfile.push_str(&instruction);
        unfolded.dockerfile.push('\n');
    }
    Ok(unfolded)
}

fn default_shell() -> Vec<String> {
    vec!["/bin/sh".into(), "-c".into()]
}

/// The here-document that a word opens: `<<END`, `<<-END`, `<<"END"`, `3<<END`.
fn heredoc(word: &str) -> Option<Heredoc<'_>> {
    let after = word.trim_start_matches(|digit: char| digit.is_ascii_digit()).strip_prefix("<<")?;
    let (untabbed, after) = after.strip_prefix('-').map_or((false, after), |after| (true, after));
    let inside = |quote| after.strip_prefix(quote).and_then(|after: &str| after.strip_suffix(quote));
    let unquoted = inside('"').or_else(|| inside('\''));
    let word = unquoted.unwrap_or(after);
    let letter = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.');
    let named = word.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') && word.chars().all(letter);
    named.then_some(Heredoc { word, quoted: unquoted.is_some(), untabbed })
}

/// Takes the lines of a here-document, up to and with its end.
fn body<'a>(heredoc: &Heredoc<'_>, lines: &mut impl Iterator<Item = &'a str>) -> String {
    let mut body = String::new();
    for line in lines {
        let line = if heredoc.untabbed { line.trim_start_matches('\t') } else { line };
        if line == heredoc.word {
            break;
        }
        body.push_str(line);
        body.push('\n');
    }
    body
}

/// `RUN` in its exec form: the here-document is the script, or the shell reads it.
fn run(line: &str, heredocs: &[Heredoc<'_>], bodies: &[String], shell: &[String]) -> Result<String, String> {
    let rest = line["RUN".len()..].trim_start();
    let mut command = rest;
    while let Some(flag) = command.strip_prefix("--") {
        command = flag.split_once([' ', '\t']).map_or("", |(_, after)| after.trim_start());
    }
    let flags = &rest[..rest.len() - command.len()];
    let script = match bodies {
        [script] if command.starts_with("<<") && !command.contains([' ', '\t']) => script.clone(),
        _ => {
            let ended = heredocs.iter().zip(bodies).map(|(heredoc, body)| format!("{body}{}\n", heredoc.word));
            format!("{command}\n{}", ended.collect::<String>())
        }
    };
    if script.starts_with("#!") {
        return Err(format!(
            "`{line}`: a script with an interpreter line; name the interpreter instead (RUN python3 <<END)"
        ));
    }
    let words: Vec<&str> = shell.iter().map(String::as_str).chain([script.as_str()]).collect();
    let words = serde_json::to_string(&words).map_err(|error| error.to_string())?;
    Ok(format!("RUN {flags}{words}"))
}

/// `COPY` or `ADD` from files in place of here-documents.
fn copy(
    line: &str,
    heredocs: &[Heredoc<'_>],
    bodies: Vec<String>,
    files: &mut Vec<(String, String)>,
) -> Result<String, String> {
    let mut documents = heredocs.iter().zip(bodies);
    let mut words = Vec::new();
    for word in line.split([' ', '\t']) {
        let Some((heredoc, body)) = heredoc(word).and_then(|_| documents.next()) else {
            words.push(word.to_owned());
            continue;
        };
        if !heredoc.quoted && body.contains(['$', '\\']) {
            let word = heredoc.word;
            return Err(format!(
                "`{line}`: a text with variables; quote its end (<<\"{word}\") if they are to stay as they are"
            ));
        }
        let path = format!("heredoc-{}/{}", files.len(), heredoc.word);
        words.push(path.clone());
        files.push((path, body));
    }
    Ok(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn a_script_is_run_by_the_shell() {
        let text = "FROM a\nRUN <<END\necho \"$HOME\" \\\n  two\nEND\nRUN --network=none python3 <<-'PY' 2>&1\n\tprint(1)\n\tPY\nUSER me\n";
        assert_snapshot!(unfolded(text).unwrap().dockerfile, @r#"
        FROM a
        RUN ["/bin/sh","-c","echo \"$HOME\" \\\n  two\n"]
        RUN --network=none ["/bin/sh","-c","python3 <<-'PY' 2>&1\nprint(1)\nPY\n"]
        USER me
        "#);
    }

    #[test]
    fn the_shell_is_that_of_the_stage() {
        let text = "FROM a\nSHELL [\"/bin/bash\", \"-ec\"]\nRUN <<END\nx\nEND\nFROM b\nRUN <<END\ny\nEND\n";
        assert_snapshot!(unfolded(text).unwrap().dockerfile, @r#"
        FROM a
        SHELL ["/bin/bash", "-ec"]
        RUN ["/bin/bash","-ec","x\n"]
        FROM b
        RUN ["/bin/sh","-c","y\n"]
        "#);
    }

    #[test]
    fn a_copied_text_becomes_a_file() {
        let unfolded = unfolded("COPY <<\"a.conf\" <<B /etc/\nx=$Y\na.conf\nz\nB\n").unwrap();
        assert_eq!(unfolded.dockerfile, "COPY heredoc-0/a.conf heredoc-1/B /etc/\n");
        let files = [("heredoc-0/a.conf", "x=$Y\n"), ("heredoc-1/B", "z\n")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(unfolded.files, files);
    }

    #[test]
    fn what_cannot_be_said_otherwise_is_refused_with_a_way_out() {
        assert_snapshot!(unfolded("COPY <<END /a\n$X\nEND\n").unwrap_err(), @r#"`COPY <<END /a`: a text with variables; quote its end (<<"END") if they are to stay as they are"#);
        assert_snapshot!(unfolded("RUN <<END\n#!/usr/bin/env python3\nEND\n").unwrap_err(), @"`RUN <<END`: a script with an interpreter line; name the interpreter instead (RUN python3 <<END)");
    }

    #[test]
    fn what_has_no_here_document_stays() {
        let text = "FROM a\nRUN echo $((1 << 2)) && cat <<<word\nENV A=\"<<END\"\n";
        assert_eq!(unfolded(text).unwrap().dockerfile, text);
    }
}
