//! The items of the palette that need no request: recent pages, the actions of the page, places.

use super::text;
use crate::{
    routes::{ActivityQuery, EnvironmentQuery, ImageQuery, Route, RunQuery},
    state::{
        recent,
        shortcuts::{Shortcut, use_shortcuts},
    },
    titles,
    ui::{Icon, words},
};
use fold::fold;

#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub group: &'static str,
    pub icon: Icon,
    pub title: String,
    pub hint: String,
    /// The keys of a shortcut, or empty.
    pub keys: &'static str,
    pub action: ItemAction,
}

/// What happens when an item is chosen.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemAction {
    /// Opens the page of an address.
    Open(String),
    /// Runs the shortcut of a number.
    Shortcut(u32),
}

const MAX_RECENT: usize = 5;

/// In the order of their groups.
pub fn local_items(here: &Route) -> Vec<Item> {
    let others = recent::all().into_iter().filter(|route| route != here);
    let recent = others.filter_map(|route| page_item(text::RECENT, &route)).take(MAX_RECENT);
    let actions = use_shortcuts().numbered().into_iter().filter(|(_, shortcut)| shortcut.keys != "mod+k").map(action);
    let home = Route::Environments(EnvironmentQuery::default());
    let places = [
        (Icon::Jar, titles::ENVIRONMENTS, home, "g e"),
        (Icon::Play, titles::BUILDS, Route::Builds, "g b"),
        (Icon::Terminal, titles::RUNS, Route::Runs(RunQuery::default()), "g r"),
        (Icon::Layers, titles::IMAGES, Route::Images(ImageQuery::default()), "g i"),
        (Icon::Clock, titles::ACTIVITY, Route::Activity(ActivityQuery::default()), "g a"),
        (Icon::Info, titles::HEALTH, Route::Health, "g h"),
        (Icon::Compare, titles::COMPARE, Route::Compare { left: None, right: None }, ""),
    ];
    let place_keys = places.each_ref().map(|(.., keys)| *keys);
    let actions = actions.filter(|item| item.keys.is_empty() || !place_keys.contains(&item.keys));
    let places = places.into_iter().map(|(icon, title, route, keys)| Item {
        group: text::PLACES,
        icon,
        title: title.into(),
        hint: String::new(),
        keys,
        action: ItemAction::Open(route.to_string()),
    });
    let actions: Vec<Item> = actions.collect();
    recent.chain(actions).chain(places).collect()
}

fn action((number, shortcut): (u32, Shortcut)) -> Item {
    Item {
        group: text::PAGE_ACTIONS,
        icon: Icon::Right,
        title: words::sentence(shortcut.label),
        hint: String::new(),
        keys: shortcut.keys,
        action: ItemAction::Shortcut(number),
    }
}

/// An item for a page; `None` for pages that are not listed.
pub fn page_item(group: &'static str, route: &Route) -> Option<Item> {
    let icon = match route {
        Route::Environment { .. } | Route::Version { .. } => Icon::Jar,
        Route::Edit { .. } => Icon::Edit,
        Route::Build { .. } => Icon::Play,
        Route::Run { .. } => Icon::Terminal,
        Route::Image { .. } => Icon::Layers,
        Route::Compare { left: Some(_), right: Some(_) } => Icon::Compare,
        _ => return None,
    };
    let title = titles::title(route);
    Some(Item { group, icon, title, hint: String::new(), keys: "", action: ItemAction::Open(route.to_string()) })
}

/// The items whose title has every word; in each group, those that begin with the first word come first.
pub fn matching(items: &[Item], words: &str) -> Vec<Item> {
    let words = fold(words);
    let words: Vec<&str> = words.split_whitespace().collect();
    let matches = |item: &&Item| {
        let title = fold(&item.title);
        words.iter().all(|word| title.contains(word))
    };
    let mut found: Vec<Item> = items.iter().filter(matches).cloned().collect();
    if let Some(first) = words.first() {
        // The sort is stable, so groups stay in their order.
        found.sort_by_key(|item| (group_of(items, item), !fold(&item.title).starts_with(first)));
    }
    found
}

fn group_of(items: &[Item], item: &Item) -> usize {
    items.iter().position(|other| other.group == item.group).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(group: &'static str, title: &str) -> Item {
        Item {
            group,
            icon: Icon::Jar,
            title: title.into(),
            hint: String::new(),
            keys: "",
            action: ItemAction::Open(title.into()),
        }
    }

    #[test]
    fn an_image_is_named_by_twelve_digits() {
        let hash = definition::Digest::of("");
        let item = page_item("a", &Route::image(hash)).unwrap();
        assert_eq!(
            (item.title.as_str(), item.action),
            ("Image e3b0c44298fc", ItemAction::Open(format!("/images/{hash}")))
        );
    }

    #[test]
    fn every_word_has_to_be_there_and_what_begins_with_it_is_first() {
        let items =
            [item("a", "retraining"), item("a", "training 7"), item("b", "Go to training"), item("b", "Builds")];
        let titles = |words| matching(&items, words).into_iter().map(|item| item.title).collect::<Vec<_>>();
        assert_eq!(titles("Train"), ["training 7", "retraining", "Go to training"]);
        assert_eq!(titles("7 train"), ["training 7"]);
        assert_eq!(titles("BU\u{130}LD"), ["Builds"], "a Turkish keyboard has no other capital");
        assert_eq!(titles("").len(), 4);
    }
}
