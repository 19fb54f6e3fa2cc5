//! What the palette offers without asking anybody: pages visited last, the actions of this page, places.

use super::text;
use crate::{
    routes::{ActivityQuery, EnvironmentQuery, ImageQuery, Route, RunQuery},
    state::{
        recent,
        shortcuts::{Shortcut, use_shortcuts},
    },
    titles,
    ui::Icon,
};
use ::api::fold;

/// One thing to find or do.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Among which others it stands.
    pub group: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// What it is.
    pub title: String,
    /// What else is worth knowing.
    pub hint: String,
    /// Its keys, when it has some.
    pub keys: &'static str,
    /// What happens when it is chosen.
    pub does: Does,
}

/// What happens when an item is chosen.
#[derive(Clone, Debug, PartialEq)]
pub enum Does {
    /// A page opens, by its address.
    Go(String),
    /// What stands behind a shortcut of this number is done.
    Run(u32),
}

/// How many of the pages visited last are offered.
const RECENT: usize = 5;

/// Everything that is known on this page, in order.
pub fn known(here: &Route) -> Vec<Item> {
    let others = recent::all().into_iter().filter(|route| route != here);
    let recent = others.filter_map(|route| page(text::RECENT, &route)).take(RECENT);
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
    let titles = places.each_ref().map(|(.., keys)| *keys);
    let actions = actions.filter(|item| item.keys.is_empty() || !titles.contains(&item.keys));
    let places = places.into_iter().map(|(icon, title, route, keys)| Item {
        group: text::PLACES,
        icon,
        title: title.into(),
        hint: String::new(),
        keys,
        does: Does::Go(route.to_string()),
    });
    let actions: Vec<Item> = actions.collect();
    recent.chain(actions).chain(places).collect()
}

fn action((number, shortcut): (u32, Shortcut)) -> Item {
    let mut letters = shortcut.label.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    Item {
        group: text::HERE,
        icon: Icon::Right,
        title: first + letters.as_str(),
        hint: String::new(),
        keys: shortcut.keys,
        does: Does::Run(number),
    }
}

/// A page as an item; none for pages that nobody looks for.
pub fn page(group: &'static str, route: &Route) -> Option<Item> {
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
    Some(Item { group, icon, title, hint: String::new(), keys: "", does: Does::Go(route.to_string()) })
}

/// The items whose title has every word, those first that begin with the first one.
pub fn matching(items: &[Item], words: &str) -> Vec<Item> {
    let words = fold(words);
    let words: Vec<&str> = words.split_whitespace().collect();
    let fits = |item: &&Item| {
        let title = fold(&item.title);
        words.iter().all(|word| title.contains(word))
    };
    let mut found: Vec<Item> = items.iter().filter(fits).cloned().collect();
    if let Some(first) = words.first() {
        // Stable: within the same rank the order stays, and so do the groups.
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
            does: Does::Go(title.into()),
        }
    }

    #[test]
    fn an_image_is_told_from_others_by_twelve_digits() {
        let hash = definition::Digest::of("");
        let item = page("a", &Route::image(hash)).unwrap();
        assert_eq!((item.title.as_str(), item.does), ("Image e3b0c44298fc", Does::Go(format!("/images/{hash}"))));
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
