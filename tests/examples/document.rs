//! The code blocks of a Markdown document, and the comments that say how each is tested.
//!
//! `sh` blocks are run unless a comment right above the block says otherwise:
//!
//! - `<!-- not run: REASON -->`: it cannot be run here.
//! - `<!-- prints: TEXT -->`: its output must contain this text.
//! - `<!-- fails: TEXT -->`: it must fail with this text.
//!
//! Blocks in other languages have a comment that says what they are:
//!
//! - `<!-- file: PATH -->`: a file that a later `sh` block uses.
//! - `<!-- run: definition -->`: a definition that the server accepts.
//! - `<!-- run: error -->`: an error of the API.
//! - `<!-- not run: REASON -->`
//!
//! `text` is for diagrams, formulas and output, which are not examples.

use harness::Outcome;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::{fs, mem, path::Path};

/// A document with its examples, in order.
#[derive(Debug)]
pub struct Document {
    pub path: String,
    pub examples: Vec<Example>,
}

/// A code block that is an example.
#[derive(Debug)]
pub struct Example {
    pub line: usize,
    pub code: String,
    pub test: Test,
}

/// How an example is tested.
#[derive(Debug, PartialEq, Eq)]
pub enum Test {
    /// Not at all.
    NotRun,
    /// As a shell script that succeeds, with these texts in its output.
    Succeeds(Vec<String>),
    /// As a shell script that fails with this text.
    Fails(String),
    /// As a file for later scripts.
    File(String),
    /// As a definition.
    Definition,
    /// As an error of the API.
    Error,
}

impl Document {
    /// Reads the document at this path of the repository.
    ///
    /// # Errors
    /// When a block is neither an example that can be tested nor marked.
    pub fn read(repository: &Path, path: &str) -> Outcome<Self> {
        let text = fs::read_to_string(repository.join(path))?;
        Self::parse(path, &text)
    }

    fn parse(path: &str, markdown: &str) -> Outcome<Self> {
        let (mut examples, mut comments) = (Vec::new(), Vec::new());
        let mut block: Option<(usize, String, String)> = None;
        for (event, range) in Parser::new(markdown).into_offset_iter() {
            let line = 1 + markdown[..range.start].matches('\n').count();
            match event {
                Event::Html(html) => comments.extend(comment(&html)),
                Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(language) => language.into_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    block = Some((line, language, String::new()));
                }
                Event::Text(code) if block.is_some() => block.iter_mut().for_each(|(.., text)| text.push_str(&code)),
                Event::End(TagEnd::CodeBlock) => {
                    let Some((line, language, code)) = block.take() else { continue };
                    let test = how_tested(&language, mem::take(&mut comments))
                        .map_err(|problem| format!("{path}:{line}: {problem}"))?;
                    examples.extend(test.map(|test| Example { line, code, test }));
                }
                _ if comments.is_empty() => {}
                _ => return Err(format!("{path}:{line}: expected a code block below the comment {comments:?}").into()),
            }
        }
        let document = Self { path: path.to_owned(), examples };
        document.check_files()?;
        Ok(document)
    }

    /// The number of examples that are tested.
    pub fn tested(&self) -> usize {
        self.examples.iter().filter(|example| example.test != Test::NotRun).count()
    }

    fn check_files(&self) -> Outcome<()> {
        for (index, example) in self.examples.iter().enumerate() {
            let Test::File(file) = &example.test else { continue };
            let is_script = |example: &&Example| matches!(example.test, Test::Succeeds(_) | Test::Fails(_));
            if !self.examples[index..].iter().filter(is_script).any(|script| script.code.contains(file)) {
                return Err(format!("{}:{}: no later script uses {file}", self.path, example.line).into());
            }
        }
        Ok(())
    }
}

/// The key and the value of a comment that says how a block is tested.
fn comment(html: &str) -> Option<(String, String)> {
    let (key, value) = html.trim().strip_prefix("<!--")?.strip_suffix("-->")?.split_once(':')?;
    let (key, value) = (key.trim(), value.trim());
    ["not run", "prints", "fails", "file", "run"].contains(&key).then(|| (key.to_owned(), value.to_owned()))
}

/// How a block is tested; `None` when it is not an example.
fn how_tested(language: &str, comments: Vec<(String, String)>) -> Result<Option<Test>, String> {
    if language == "text" {
        return if comments.is_empty() { Ok(None) } else { Err("`text` is not an example".into()) };
    }
    if language.is_empty() {
        return Err("name the language in a fence; `text` if this is not an example".into());
    }
    let is_script = language == "sh";
    if is_script && comments.iter().all(|(key, _)| key == "prints") {
        return Ok(Some(Test::Succeeds(comments.into_iter().map(|(_, text)| text).collect())));
    }
    let [(key, value)] = comments.as_slice() else {
        return Err(format!("a `{language}` block needs one comment that says how it is tested: {comments:?}"));
    };
    match (key.as_str(), value.as_str()) {
        ("not run", reason) if !reason.is_empty() => Ok(Some(Test::NotRun)),
        ("fails", text) if is_script => Ok(Some(Test::Fails(text.to_owned()))),
        ("file", file) => Ok(Some(Test::File(file.to_owned()))),
        ("run", "definition") => Ok(Some(Test::Definition)),
        ("run", "error") => Ok(Some(Test::Error)),
        _ => Err(format!("invalid comment for a `{language}` block: {key}: {value}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Document, Test};

    fn tests(text: &str) -> Result<Vec<Test>, String> {
        let document = Document::parse("a.md", text).map_err(|error| error.to_string())?;
        Ok(document.examples.into_iter().map(|example| example.test).collect())
    }

    #[test]
    fn a_script_runs_unless_a_comment_says_otherwise() {
        assert_eq!(tests("Text:\n\n```sh\ntrue\n```\n"), Ok(vec![Test::Succeeds(Vec::new())]));
        assert_eq!(tests("1. Item\n\n   <!-- prints: 3 -->\n   ```sh\n   echo 3\n   ```\n"), {
            Ok(vec![Test::Succeeds(vec!["3".into()])])
        });
        assert_eq!(tests("<!-- not run: it takes an hour -->\n```sh\nsleep 3600\n```\n"), Ok(vec![Test::NotRun]));
        assert!(tests("<!-- not run: -->\n```sh\ntrue\n```\n").is_err(), "without a reason");
    }

    #[test]
    fn every_block_says_what_it_is() {
        assert!(tests("    indented\n").is_err());
        assert!(tests("```json\n{}\n```\n").is_err());
        assert_eq!(tests("```text\na -> b\n```\n"), Ok(Vec::new()));
        assert!(tests("<!-- run: definition -->\n\nText, but no block\n").is_err());
        let file = "<!-- file: a.yml -->\n```yaml\na: 1\n```\n";
        assert!(tests(file).is_err(), "no script uses the file");
        assert!(tests(&format!("{file}\n```sh\ncat a.yml\n```\n")).is_ok());
    }
}
