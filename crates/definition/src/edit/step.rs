//! One more Docker step at the end, as the fix of an image that does not work.

use super::base::{Base, base, set_steps};
use crate::Definition;
use crate::dockerfile::Dockerfile;

/// Whether a Docker step can be added: a Dockerfile in a build context is a file of that folder.
#[must_use]
pub fn can_add_step(definition: &Definition) -> bool {
    !matches!(base(definition), Base::Context { .. })
}

/// Whether the last stage has this step already.
#[must_use]
pub fn has_step(definition: &Definition, step: &str) -> bool {
    let step = Dockerfile::parse(step).instructions.iter().map(ToString::to_string).collect::<Vec<_>>();
    let dockerfile = definition.dockerfile.as_deref().unwrap_or_default();
    let end = End::of(dockerfile);
    !step.is_empty() && step.iter().all(|instruction| end.instructions.contains(instruction))
}

/// Adds a Docker step after the last one, unless it is there already. It runs as root: where the Dockerfile ends as
/// another user, that user is set again after it.
pub fn add_step(definition: &mut Definition, step: &str) {
    if has_step(definition, step) {
        return;
    }
    let mut text = match base(definition) {
        Base::Context { .. } => return,
        Base::Split { steps, .. } => steps,
        Base::Whole(dockerfile) => dockerfile,
    };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let user = definition.dockerfile.as_deref().and_then(|dockerfile| End::of(dockerfile).user);
    let (before, after) =
        user.map_or_else(Default::default, |user| ("USER root\n".to_owned(), format!("USER {user}\n")));
    text.extend([before.as_str(), step.trim_end(), "\n", &after]);
    set_steps(definition, &text);
}

/// The last stage of a Dockerfile.
#[derive(Default)]
struct End {
    /// Its instructions.
    instructions: Vec<String>,
    /// The user it ends as, unless that is root or the one of a base image.
    user: Option<String>,
}

impl End {
    fn of(dockerfile: &str) -> Self {
        let mut end = Self::default();
        let mut users: Vec<(String, Option<String>)> = Vec::new();
        for instruction in &Dockerfile::parse(dockerfile).instructions {
            match instruction.keyword.as_str() {
                "FROM" => {
                    let image = instruction.base().unwrap_or_default();
                    let stage = users.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(image));
                    let user = stage.and_then(|(_, user)| user.clone());
                    users.push((instruction.stage_name().unwrap_or_default().to_owned(), user));
                    end.instructions.clear();
                }
                "USER" => {
                    if let Some((_, user)) = users.last_mut() {
                        *user = instruction.words().next().map(str::to_owned);
                    }
                }
                _ => {}
            }
            end.instructions.push(instruction.to_string());
        }
        let is_root = |user: &String| ["root", "0"].contains(&user.split(':').next().unwrap_or_default());
        end.user = users.pop().and_then(|(_, user)| user).filter(|user| !is_root(user));
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BuildContext;

    const STEP: &str = "RUN apt-get update && apt-get install -y libgl1";

    fn dockerfile(text: &str) -> Definition {
        Definition { dockerfile: Some(text.into()), ..Definition::default() }
    }

    fn with_step(text: &str) -> String {
        let mut draft = dockerfile(text);
        add_step(&mut draft, STEP);
        draft.dockerfile.unwrap_or_default()
    }

    #[test]
    fn a_step_comes_after_the_last_one() {
        let mut image = Definition { base_image: Some("python:3.12".into()), ..Definition::default() };
        add_step(&mut image, STEP);
        assert_eq!(image.dockerfile, Some(format!("FROM python:3.12\n{STEP}\n")));
        assert_eq!(with_step("FROM a:1\nRUN b"), format!("FROM a:1\nRUN b\n{STEP}\n"));
        let stages = "ARG A=1\nFROM a:$A AS build\nRUN b\nFROM a:$A\nCOPY --from=build /c /c\n";
        assert_eq!(with_step(stages), format!("{stages}{STEP}\n"));
    }

    #[test]
    fn a_step_that_is_there_is_not_added_again() {
        let written_otherwise = format!("from a:1\nrun {}\n", STEP[4..].replace("&& ", "&& \\\n"));
        assert!(has_step(&dockerfile(&written_otherwise), STEP));
        assert_eq!(with_step(&written_otherwise), written_otherwise);
        let only_before = format!("FROM a:1 AS build\n{STEP}\nFROM b:1\n");
        assert_eq!(with_step(&only_before), format!("{only_before}{STEP}\n"), "the image has the last stage alone");
    }

    #[test]
    fn a_step_runs_as_root_and_the_user_stays() {
        let as_root = |user: &str| format!("USER root\n{STEP}\nUSER {user}\n");
        assert_eq!(with_step("FROM a:1\nUSER app:app\n"), format!("FROM a:1\nUSER app:app\n{}", as_root("app:app")));
        let inherited = "FROM a:1 AS base\nUSER 1000\nFROM base\nRUN b\n";
        assert_eq!(with_step(inherited), format!("{inherited}{}", as_root("1000")));
        for root in ["FROM a:1\nUSER app\nUSER root\n", "FROM a:1\nUSER 0:0\n", "FROM a:1 AS b\nUSER app\nFROM c:1\n"] {
            assert_eq!(with_step(root), format!("{root}{STEP}\n"));
        }
    }

    #[test]
    fn a_dockerfile_in_a_folder_is_left_alone() {
        let (location, dockerfile_path) = ("vision".into(), "Dockerfile".into());
        let context = BuildContext { location, dockerfile_path, digest: None, dockerfile: Some("FROM a:1\n".into()) };
        let mut folder = Definition { context: Some(context), ..Definition::default() };
        let before = folder.clone();
        assert!(!can_add_step(&folder));
        add_step(&mut folder, STEP);
        assert_eq!(folder, before);
    }
}
