//! The icons: one path each on a 16 px grid, in the colour of the text. They are hidden from screen readers, as a text is
//! always beside them or names their button.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Check,
    Cross,
    Warning,
    Running,
    Clock,
    Nothing,
    Equal,
    Differs,
    Plus,
    Close,
    Search,
    Copy,
    Link,
    Compare,
    Edit,
    Rebuild,
    Stop,
    Download,
    Upload,
    Jar,
    Play,
    Archive,
    Right,
    Down,
    Up,
    Flag,
    Info,
    Reuse,
    New,
    Layers,
    Trash,
    Pin,
    Terminal,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Check => "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M5.5 8.2l1.8 1.8 3.2-3.8",
            Self::Cross => "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M6 6l4 4M10 6l-4 4",
            Self::Warning => "M8 2.5 14.2 13.5H1.8zM8 6.5v3M8 11.5v.01",
            Self::Running => "M8 2a6 6 0 1 1-5.2 3",
            Self::Clock => "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M8 4.5V8l2.2 1.4",
            Self::Nothing => {
                "M8 2a6 6 0 0 1 2.3.5M13 4.7A6 6 0 0 1 14 8M13.5 10.3A6 6 0 0 1 11.3 13M8 14a6 6 0 0 1-2.3-.5M3 11.3A6 6 0 0 1 2 8M2.5 5.7A6 6 0 0 1 4.7 3"
            }
            Self::Equal => "M4 6.2h8M4 9.8h8",
            Self::Differs => "M4 6.2h8M4 9.8h8M10.2 3.5l-4.4 9",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Search => "M11 7A4 4 0 1 1 3 7a4 4 0 0 1 8 0M10 10l3.5 3.5",
            Self::Copy => "M6 6h7.5v7.5H6zM10 6V2.5H2.5V10H6",
            Self::Link => {
                "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.8-.8"
            }
            Self::Compare => "M2.5 6H13M5.5 3l-3 3 3 3M13.5 10H3M10.5 7l3 3-3 3",
            Self::Edit => "M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2zM9.3 4.5l2.2 2.2",
            Self::Rebuild => "M13 8a5 5 0 1 1-1.5-3.6L13 6M13 2.5V6H9.5",
            Self::Stop => "M4.5 4.5h7v7h-7z",
            Self::Download => "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.5h10",
            Self::Upload => "M8 10.5V3M4.8 6 8 2.8 11.2 6M3 13.5h10",
            Self::Jar => "M5 2.5h6M5 5h6v7.5a1.5 1.5 0 0 1-1.5 1.5h-3A1.5 1.5 0 0 1 5 12.5zM5 8h6M5 11h6",
            Self::Play => "M5 3l8 5-8 5z",
            Self::Archive => "M2.5 3h11v3h-11zM3.5 6v7.5h9V6M6.5 9h3",
            Self::Right => "M6 3.5 10.5 8 6 12.5",
            Self::Down => "M3.5 6 8 10.5 12.5 6",
            Self::Up => "M3.5 10 8 5.5 12.5 10",
            Self::Flag => "M4 14V2.5h8L10 5.5l2 3H4",
            Self::Info => "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M8 7.5V11M8 5v.01",
            Self::Reuse => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3M7.5 9.5l1.4 1.5 2.6-3",
            Self::Layers => "M8 2.5 14 6 8 9.5 2 6zM2.5 9 8 12.2 13.5 9M2.5 11.8 8 15l5.5-3.2",
            Self::Trash => "M3 4.5h10M6 4.5v-2h4v2M4.5 4.5l.6 9h5.8l.6-9M6.8 7v4M9.2 7v4",
            Self::Pin => "M5.5 2.5h5M6.5 2.5v4L4.5 9.5h7L9.5 6.5v-4M8 9.5V14",
            Self::Terminal => "M2.5 3h11v10h-11zM5 6l2 2-2 2M8.5 10.5h2.5",
            Self::New => "M3 3h10v10H3zM8 5.5v5M5.5 8h5",
        }
    }
}

pub fn icon(icon: Icon) -> AnyView {
    draw(icon, "i")
}

/// An icon for small text.
pub fn small_icon(icon: Icon) -> AnyView {
    draw(icon, "i i-s")
}

fn draw(icon: Icon, class: &'static str) -> AnyView {
    view! {
        <svg class=class viewBox="0 0 16 16" aria-hidden="true">
            <path d=icon.path() />
        </svg>
    }
    .into_any()
}
