//! The cheapest hit: the fewest changes of a draft after which an image that is there serves it.
//!
//! Changes are lines where lines are enough, and a whole component where they are not. Whatever is offered was tried:
//! the draft with the changes made is put in canonical form again and is that of the image.

mod lines;

use crate::compare::distance;
use crate::edit::{Base, Edit, apply, base};
use crate::{Canonical, Component, Definition, Invalid, Python, canonical};
use lines::Lines;

/// An image that a draft could reuse: what it was built from, read once.
#[derive(Clone, Debug)]
pub struct Target {
    definition: Definition,
    canonical: Canonical,
    lines: Lines,
}

/// A way from a draft to an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The index of the image among those given.
    pub target: usize,
    /// The changes, in the order they are made; none when the image serves the draft as it is.
    pub edits: Vec<Edit>,
}

impl Target {
    /// Reads the definition that an image was built from.
    ///
    /// # Errors
    /// When it has no canonical form; then no image was built from it.
    pub fn new(definition: Definition) -> Result<Self, Invalid> {
        Ok(Self { canonical: canonical(&definition)?, lines: Lines::of(&definition), definition })
    }

    /// The definition.
    #[must_use]
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The same in canonical form.
    #[must_use]
    pub fn canonical(&self) -> &Canonical {
        &self.canonical
    }
}

/// How many differences an image may have: with more it is another environment, and no cheaper variant of this one.
const MAX_DISTANCE: usize = 50;

/// The way to the image with the fewest differences, the earliest of equals; none when none of them is near and can be
/// reached.
///
/// `canonical` is the canonical form of the draft after `fill`, which fills in what the workspace falls back on.
#[must_use]
pub fn cheapest(
    draft: &Definition,
    canonical: &Canonical,
    targets: &[&Target],
    fill: impl Fn(&mut Definition),
) -> Option<Way> {
    let mut order: Vec<(usize, usize)> =
        targets.iter().enumerate().map(|(index, target)| (distance(&target.canonical, canonical), index)).collect();
    order.retain(|(distance, _)| *distance <= MAX_DISTANCE);
    order.sort_unstable();
    order.into_iter().find_map(|(_, index)| {
        let attempt = Attempt { draft, canonical, target: targets[index], fill: &fill };
        attempt.edits().map(|edits| Way { target: index, edits })
    })
}

/// The components that change together: one Dockerfile holds base image and steps.
const PARTS: [&[Component]; 4] =
    [&[Component::Base, Component::Steps], &[Component::Python], &[Component::Spark], &[Component::Extras]];

/// One draft on its way to one image.
struct Attempt<'a> {
    draft: &'a Definition,
    canonical: &'a Canonical,
    target: &'a Target,
    fill: &'a dyn Fn(&mut Definition),
}

impl Attempt<'_> {
    fn edits(&self) -> Option<Vec<Edit>> {
        let differing = PARTS.into_iter().filter(|part| !self.is_same(self.canonical, part));
        let mut parts: Vec<(&[Component], Vec<Edit>)> = differing.map(|part| (part, self.fine(part[0]))).collect();
        let all = |parts: &[(&[Component], Vec<Edit>)]| parts.iter().flat_map(|(_, edits)| edits.clone()).collect();
        let edits: Vec<Edit> = all(&parts);
        if self.reaches(&edits, &PARTS.concat()) {
            return Some(edits);
        }
        for (part, edits) in &mut parts {
            if !self.reaches(edits, part) {
                *edits = vec![self.whole(part[0])];
            }
        }
        let edits: Vec<Edit> = all(&parts);
        self.reaches(&edits, &PARTS.concat()).then_some(edits)
    }

    /// Whether the draft with these changes has these components of the image.
    fn reaches(&self, edits: &[Edit], components: &[Component]) -> bool {
        let mut changed = self.draft.clone();
        apply(edits, &mut changed);
        (self.fill)(&mut changed);
        canonical(&changed).is_ok_and(|changed| self.is_same(&changed, components))
    }

    fn is_same(&self, one: &Canonical, components: &[Component]) -> bool {
        let other = &self.target.canonical;
        components.iter().all(|component| match component {
            Component::Base => one.base == other.base,
            Component::Steps => one.steps == other.steps,
            Component::Python => one.python == other.python,
            Component::Spark => one.spark == other.spark,
            Component::Extras => one.extras == other.extras,
        })
    }

    /// Changes of single lines and fields, where a component has them.
    fn fine(&self, component: Component) -> Vec<Edit> {
        match (component, &self.canonical.python, &self.target.canonical.python) {
            (Component::Base, ..) => self.base(),
            (Component::Python, Python::System { channels: old, .. }, Python::System { channels: new, .. }) => {
                let channels = (old != new).then(|| Edit::Channels(self.target.definition.channels.clone()));
                channels.into_iter().chain(self.target.lines.edits(self.draft)).collect()
            }
            _ => vec![self.whole(component)],
        }
    }

    fn base(&self) -> Vec<Edit> {
        let Base::Split { image, steps } = base(&self.target.definition) else {
            return vec![self.whole(Component::Base)];
        };
        let image = (!self.is_same(self.canonical, &[Component::Base])).then_some(Edit::Image(image));
        let steps = (!self.is_same(self.canonical, &[Component::Steps])).then_some(Edit::Steps(steps));
        image.into_iter().chain(steps).collect()
    }

    fn whole(&self, component: Component) -> Edit {
        Edit::Component(component, Box::new(self.target.definition.clone()))
    }
}
