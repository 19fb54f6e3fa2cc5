//! The hash strip: four blocks that look equal where the components are equal.

use super::{Icon, icon};
use definition::Digest;
use leptos::prelude::*;

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The component, as people say it (`Python`).
    pub name: &'static str,
    /// Its digest.
    pub digest: Digest,
    /// Whether there is something in the component.
    pub filled: bool,
    /// How it compares to another definition, if it is compared.
    pub relation: Option<Relation>,
}

/// Whether a component is the same as that of another definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Whether the two are equal.
    pub same: bool,
    /// The other (`training 7`).
    pub to: String,
}

impl Block {
    /// `Python ee91, differs from training 7`.
    fn label(&self) -> String {
        let Self { name, digest, filled, relation } = self;
        let content = if *filled { String::new() } else { ", empty".into() };
        let relation = relation.as_ref().map_or_else(String::new, |Relation { same, to }| {
            if *same { format!(", same as {to}") } else { format!(", differs from {to}") }
        });
        format!("{name} {}{content}{relation}", digest.block())
    }

    fn class(&self) -> String {
        if !self.filled {
            return "blk void".into();
        }
        let block = self.digest.block();
        let value = u16::from_str_radix(&block, 16).unwrap_or_default();
        let bits = [12, 8, 4, 0].map(|shift| value >> shift & 8);
        format!("blk h{} b{:x}", value % 12, bits[0] | bits[1] >> 1 | bits[2] >> 2 | bits[3] >> 3)
    }

    fn button(&self, at: usize, pick: Callback<usize>) -> AnyView {
        let label = self.label();
        view! {
            <button class=self.class() type="button" aria-label=label.clone() title=label on:click=move |_| pick.run(at)>
                <span class="hex">{self.digest.block()}</span>
            </button>
        }
        .into_any()
    }
}

/// The strip in a row; `pick` takes the number of the block that was clicked.
pub fn strip(blocks: &[Block], pick: Callback<usize>) -> AnyView {
    let buttons: Vec<AnyView> = blocks.iter().enumerate().map(|(at, block)| block.button(at, pick)).collect();
    view! { <span class="strip" role="group" aria-label="Hash strip">{buttons}</span> }.into_any()
}

/// The strip with names above and relations below.
pub fn strip_large(blocks: &[Block], pick: Callback<usize>) -> AnyView {
    let cells = blocks.iter().enumerate().map(|(at, block)| {
        let moved = block.relation.as_ref().is_some_and(|relation| !relation.same);
        view! {
            <div class="cell" class:moved=moved>
                <b>{block.name}</b>
                {block.button(at, pick)}
                <span class="rel" aria-hidden="true">{relation_words(block)}</span>
            </div>
        }
        .into_any()
    });
    let cells: Vec<AnyView> = cells.collect();
    view! { <div class="strip-lg" role="group" aria-label="Hash strip">{cells}</div> }.into_any()
}

fn relation_words(block: &Block) -> AnyView {
    match &block.relation {
        Some(Relation { same: false, .. }) => view! { {icon(Icon::Differs)} "differs" }.into_any(),
        _ if !block.filled => "empty".into_any(),
        Some(_) => view! { {icon(Icon::Equal)} "same" }.into_any(),
        None => ().into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python(digest: &str, filled: bool, relation: Option<Relation>) -> Block {
        let digest = format!("{digest}{}", "0".repeat(60)).parse().unwrap();
        Block { name: "Python", digest, filled, relation }
    }

    #[test]
    fn a_block_says_whether_another_definition_has_the_same() {
        let differs = Relation { same: false, to: "training 7".into() };
        assert_eq!(python("ee91", true, Some(differs)).label(), "Python ee91, differs from training 7");
        assert_eq!(python("23b6", false, None).label(), "Python 23b6, empty");
    }

    #[test]
    fn hue_comes_from_the_value_and_bars_from_digits_of_eight_and_more() {
        assert_eq!(python("ee91", true, None).class(), format!("blk h{} be", 0xee91 % 12));
        assert_eq!(python("0008", true, None).class(), "blk h8 b1");
    }

    #[test]
    fn an_empty_component_has_no_colour() {
        assert_eq!(python("23b6", false, None).class(), "blk void");
    }
}
