//! What a Dockerfile takes from elsewhere: images, and files of the build context.

use super::heredoc::Heredoc;
use super::instruction::Instruction;
use super::parse::Dockerfile;
use super::variables::Variables;

/// Something that an instruction names, and the line of the instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The image, or the instruction without its heredocs.
    pub text: String,
    /// The line, the first line is 1.
    pub line: u32,
}

impl Dockerfile {
    /// The images that its stages begin from, without its own stages, variables and `scratch`.
    #[must_use]
    pub fn base_images(&self) -> Vec<Named> {
        let mut images = self.images(|instruction| instruction.base().into_iter().collect());
        images.retain(|image| !image.text.contains('$'));
        images
    }

    /// Every image that a build of it pulls, without its own stages: what it begins from, and what steps take files
    /// from. Variables stand in it as they are written.
    #[must_use]
    pub fn pulled_images(&self) -> Vec<Named> {
        self.images(|instruction| match instruction.keyword.as_str() {
            "FROM" => instruction.base().into_iter().collect(),
            "COPY" | "ADD" | "RUN" => instruction.flags().filter_map(source_of).collect(),
            _ => Vec::new(),
        })
    }

    fn images<'a>(&'a self, of: impl Fn(&'a Instruction) -> Vec<&'a str>) -> Vec<Named> {
        let mut stages: Vec<&str> = Vec::new();
        let mut images = Vec::new();
        for instruction in &self.instructions {
            let is_own = |image: &str| {
                let is_stage = stages.iter().any(|stage| stage.eq_ignore_ascii_case(image));
                is_stage || image == "scratch" || image.bytes().all(|byte| byte.is_ascii_digit())
            };
            let named = of(instruction).into_iter().filter(|image| !is_own(image));
            images.extend(named.map(|image| Named { text: image.to_owned(), line: instruction.line() }));
            stages.extend(instruction.stage_name());
        }
        images
    }

    /// The instructions that take files from a build context.
    #[must_use]
    pub fn copies(&self) -> Vec<Named> {
        let mut copies = Vec::new();
        Variables::follow(self, |instruction, variables| {
            if instruction.copies(variables) {
                copies.push(Named { text: instruction.head(), line: instruction.line() });
            }
        });
        copies
    }
}

impl Instruction {
    /// The flags before the operands (`--platform=linux/arm64`).
    pub fn flags(&self) -> impl Iterator<Item = &str> {
        self.words().take_while(|word| word.starts_with("--"))
    }

    /// What follows the flags.
    #[must_use]
    pub fn operands(&self) -> Vec<String> {
        let mut rest = self.arguments.as_str();
        while rest.starts_with("--") {
            rest = rest.split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim_start());
        }
        // The form of a JSON list.
        let listed = rest.starts_with('[').then(|| serde_json::from_str::<Vec<String>>(rest).ok()).flatten();
        listed.unwrap_or_else(|| rest.split_whitespace().map(str::to_owned).collect())
    }

    /// The image that a `FROM` begins from.
    #[must_use]
    pub fn base(&self) -> Option<&str> {
        self.words().find(|word| !word.starts_with("--")).filter(|_| self.keyword == "FROM")
    }

    /// The name that a `FROM` gives to its stage.
    #[must_use]
    pub fn stage_name(&self) -> Option<&str> {
        let mut words = self.words().filter(|word| !word.starts_with("--")).skip(1);
        let is_named = self.keyword == "FROM" && words.next().is_some_and(|word| word.eq_ignore_ascii_case("as"));
        words.next().filter(|_| is_named)
    }

    fn copies(&self, variables: &Variables) -> bool {
        match self.keyword.as_str() {
            "COPY" | "ADD" if self.flags().any(|flag| flag.starts_with("--from=")) => false,
            "COPY" | "ADD" => {
                let operands = self.operands();
                let (_, sources) = operands.split_last().unwrap_or((&self.keyword, &[]));
                let is_remote = |source: &str| source.contains("://") || source.starts_with("git@");
                let is_elsewhere = |source: &String| {
                    let expanded = || variables.expand(source).is_some_and(|source| is_remote(&source));
                    let is_heredoc = Heredoc::opened_by(source).is_some();
                    is_heredoc || self.keyword == "ADD" && (is_remote(source) || expanded())
                };
                !sources.iter().all(is_elsewhere)
            }
            "RUN" => self.flags().any(binds_context),
            _ => false,
        }
    }
}

/// What `--from=IMAGE` and `--mount=…,from=IMAGE` name.
fn source_of(flag: &str) -> Option<&str> {
    if let Some(image) = flag.strip_prefix("--from=") {
        return Some(image);
    }
    mount_field(flag.strip_prefix("--mount=")?, "from")
}

/// A field of a mount; quotes around it are taken off.
fn mount_field<'a>(mount: &'a str, name: &str) -> Option<&'a str> {
    let fields = mount.split(',').map(|field| field.trim_matches('"'));
    fields
        .filter_map(|field| field.split_once('='))
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// `--mount=type=bind` (or without a type) that names no other image.
fn binds_context(flag: &str) -> bool {
    let Some(mount) = flag.strip_prefix("--mount=") else {
        return false;
    };
    mount_field(mount, "type").is_none_or(|of_type| of_type == "bind") && mount_field(mount, "from").is_none()
}
